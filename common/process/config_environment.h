/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables that begin with LEIDA_ and mean nothing: a name that was misspelt, most likely. They are told and
 * refuse no start, since the processes of one host share an environment, also with processes of another
 * version.
 */
#ifndef LEIDA_COMMON_PROCESS_CONFIG_ENVIRONMENT_H
#define LEIDA_COMMON_PROCESS_CONFIG_ENVIRONMENT_H

#include "base/text.h"

/* Goes on from the variable `*at` (0: the first) to the next that no program of Leida knows. False when there
 * is none. The name lasts as long as the environment stays as it is. */
bool config_environment_unknown(size_t *at, text_t *name);

/* Logs a warning about each of them; never the value, which may be a secret. */
void config_environment_warn(void);

#endif
