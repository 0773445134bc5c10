/* SPDX-License-Identifier: Apache-2.0 */
/* What a process declares of its configuration. */
#ifndef LEIDA_COMMON_PROCESS_CONFIG_TABLE_H
#define LEIDA_COMMON_PROCESS_CONFIG_TABLE_H

#include "base/buffer.h"

typedef enum {
    CONFIG_INT,    /* int64_t; min..max */
    CONFIG_STRING, /* char *, owned by the settings; never NULL; min..max characters */
    CONFIG_CHOICE, /* int64_t, the index into `choices` */
    CONFIG_SWITCH  /* bool; yes|no */
} config_type_t;

typedef struct {
    const char *key; /* "redis" or "log.level": ZPL sections join with '.' */
    config_type_t type;
    size_t offset;             /* of the member in the settings struct */
    const char *default_value; /* written as in the file */
    int64_t min, max;
    const char *const *choices; /* NULL-terminated, for CONFIG_CHOICE */
    bool secret; /* its value is never printed; "file:PATH" stands for the first line of PATH */
    /* A further rule for CONFIG_STRING, and in words what it takes ("HOST:PORT"); NULL: none. */
    bool (*valid)(const char *value);
    const char *allowed;
    const char *help; /* one line, with the unit */
} config_key_t;

typedef struct {
    const char *process; /* "leida-chat" */
    const char *summary; /* what the process does, one line */
    const config_key_t *keys;
    size_t key_count;
    /* A rule about several keys: appends "KEY: what is wrong" and returns false. NULL: none. Asked once each
     * key by itself is good. */
    bool (*check)(const void *settings, buffer_t *why);
    /* Takes a key of the file that has no row: returns NULL, or what is wrong with it, a constant. NULL: such
     * a key is unknown. The strings last as long as the call. */
    const char *(*other)(void *settings, const char *key, const char *value, unsigned line);
} config_table_t;

#endif
