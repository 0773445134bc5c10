/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration: each process declares its keys once, as a table of config_key_t over one settings struct.
 * From that table come the defaults, reading a ZPL file (--config FILE), the environment (LEIDA_ + the key in
 * capitals, '.' and '-' as '_'; it overrides the file), --check-config and --help. An unknown key or a bad
 * value is refused with a message that names file and line or the variable, key, value and what is allowed. A
 * variable that names no key of this process is not its matter: several processes share one environment
 * (config_environment.h).
 */
#ifndef LEIDA_COMMON_CONFIG_H
#define LEIDA_COMMON_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/buffer.h"

typedef enum {
    CONFIG_INT,    /* int64_t; min..max */
    CONFIG_STRING, /* char *, owned by the settings; never NULL; min..max characters */
    CONFIG_CHOICE, /* int64_t, the index into `choices` */
    CONFIG_SWITCH  /* bool; yes|no */
} config_type_t;

typedef struct {
    const char *key; /* "redis" or "log.level": ZPL sections join with '.' */
    config_type_t type;
    size_t offset;        /* of the member in the settings struct */
    const char *standard; /* the default, written as in the file */
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

typedef enum {
    CONFIG_RUN,    /* settings are filled: go on */
    CONFIG_DONE,   /* --help, --version or --check-config has been answered: exit with 0 */
    CONFIG_REFUSED /* what is wrong has been printed to stderr: exit with 2 */
} config_outcome_t;

/* Reads the command line (--config FILE, --help, --help-markdown, --version,
 * --check-config), the file and the environment
 * into `settings`, a zeroed struct. Whatever the outcome, settings may be given to config_free. */
config_outcome_t config_read(const config_table_t *table, int argc, char **argv, void *settings);

/* Frees the strings of the settings. */
void config_free(const config_table_t *table, void *settings);

#endif
