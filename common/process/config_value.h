/* SPDX-License-Identifier: Apache-2.0 */
/* One configuration value: from text into the settings, and how it is explained. Used by config*.c alone. */
#ifndef LEIDA_COMMON_PROCESS_CONFIG_VALUE_H
#define LEIDA_COMMON_PROCESS_CONFIG_VALUE_H

#include "common/process/config_table.h"

/* Stores the value in its member. False when it is not allowed; the member is then untouched. */
bool config_value_set(const config_key_t *key, void *settings, text_t value);

/* Appends what the key takes: "1..65535", "debug|info", "yes|no", "text of 1..64 characters". */
void config_value_allowed(const config_key_t *key, buffer_t *out);

/* Appends the name of the environment variable: "LEIDA_LOG_LEVEL". */
void config_value_variable(const config_key_t *key, buffer_t *out);

#endif
