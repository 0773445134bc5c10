/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration: each process declares its keys once, as a table of config_key_t over one settings struct.
 * From that table come the defaults, reading a ZPL file (--config FILE), the environment (LEIDA_ + the key in
 * capitals, '.' and '-' as '_'; it overrides the file), --check-config and --help. An unknown key or a bad
 * value is refused with a message that names file and line or the variable, key, value and what is allowed. A
 * variable that names no key of this process is not its matter: several processes share one environment
 * (config_environment.h).
 */
#ifndef LEIDA_COMMON_PROCESS_CONFIG_H
#define LEIDA_COMMON_PROCESS_CONFIG_H

#include "common/process/config_table.h"

typedef enum {
    CONFIG_RUN,    /* settings are filled: go on */
    CONFIG_DONE,   /* --help, --version or --check-config has been answered: exit with 0 */
    CONFIG_REFUSED /* what is wrong has been printed to stderr: exit with 2 */
} config_outcome_t;

/* Reads the command line (--config FILE, --help, --help-markdown, --version,
 * --check-config), the file and the environment
 * into `settings`, a zeroed struct. Whatever the outcome, settings may be given to config_free. */
config_outcome_t config_read(const config_table_t *table, int argc, char **argv, void *settings);

/* Fills `settings`, a zeroed struct, from the defaults and the file `path` alone, which a process may read
 * while it runs: nothing is printed, but for the line in which the parser of ZPL tells what it cannot read.
 * False when anything is wrong: `why` then has a line for each fault, "FILE:LINE: KEY: what". Whatever the
 * outcome, settings may be given to config_free. */
bool config_read_file(const config_table_t *table, const char *path, void *settings, buffer_t *why);

/* Frees the strings of the settings. */
void config_free(const config_table_t *table, void *settings);

#endif
