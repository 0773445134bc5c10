/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of leida-stack. `leida` passes its own on, so the help texts speak of `leida`. */
#ifndef LEIDA_TOOLS_STACK_OPTIONS_H
#define LEIDA_TOOLS_STACK_OPTIONS_H

#include <stdbool.h>

#include "tools/stack/line.h"

enum { OPTIONS_CHAT_MAX = 64, OPTIONS_LINES = 1000, OPTIONS_LINES_FOLLOWED = 100 };

typedef enum { COMMAND_UP, COMMAND_DOWN, COMMAND_STATUS, COMMAND_SCALE, COMMAND_CTL, COMMAND_LOGS } command_t;

typedef struct {
    command_t command;
    int port;           /* of the gateway; 0: any free one; -1: not given */
    const char *listen; /* IP:PORT of the gateway; NULL: not given */
    int chat_count;     /* chat instances, 1..OPTIONS_CHAT_MAX: to start with, or to scale to; 0: not given */
    bool detach, no_demo, redis_cluster, json;
    const char *data;                   /* DIR as given, by the option or by LEIDA_DATA */
    const char *companies, *public_url; /* of wechat; NULL: not given */
    bool data_given;                    /* it is not the default */
    const char *bin;                    /* the folder of the programs */
    /* Of `logs`: */
    bool follow;
    int lines;                  /* at most so many of the last; 0: all */
    log_level_t level;          /* of this one at least */
    char since[LINE_TIME_SIZE]; /* of lines at least; empty: any */
    const char *trace;          /* NULL: any */
    char **arguments;           /* of `ctl`: what leidactl gets, NULL-terminated */
} options_t;

typedef enum { OPTIONS_GIVEN, OPTIONS_HELPED, OPTIONS_REFUSED } options_outcome_t;

/* Reads the command line. OPTIONS_HELPED: the help has been printed, exit 0. OPTIONS_REFUSED: what is wrong
 * has been printed to stderr, exit 2. The strings last as long as argv and the environment. */
options_outcome_t options_read(options_t *options, int argc, char **argv);

#endif
