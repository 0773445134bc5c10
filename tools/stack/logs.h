/* SPDX-License-Identifier: Apache-2.0 */
/* `leida logs`: shows lines of log/leida.log and of the files that it was rotated into, oldest first. */
#ifndef LEIDA_TOOLS_STACK_LOGS_H
#define LEIDA_TOOLS_STACK_LOGS_H

#include "tools/stack/options.h"

/* Prints the lines that the options ask for, and with --follow those that come. Returns the exit code. */
int logs_show(const options_t *options);

#endif
