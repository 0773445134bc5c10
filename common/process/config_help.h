/* SPDX-License-Identifier: Apache-2.0 */
/* What --help and --help-markdown print, from the table of keys. Used by config.c alone. */
#ifndef LEIDA_COMMON_PROCESS_CONFIG_HELP_H
#define LEIDA_COMMON_PROCESS_CONFIG_HELP_H

#include "common/process/config_table.h"

/* Appends the summary, the options, and each key with what it takes, default, variable and help. */
void config_help_write(const config_table_t *table, buffer_t *out);
/* The keys as a section of docs/configuration.md. */
void config_help_write_markdown(const config_table_t *table, buffer_t *out);

#endif
