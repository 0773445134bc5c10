/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that speak to a supervisor: each returns the exit code. */
#ifndef LEIDA_TOOLS_STACK_CLIENT_H
#define LEIDA_TOOLS_STACK_CLIENT_H

#include "tools/stack/options.h"

/* Stops the stack and waits until it is gone. */
int client_down(const options_t *options);
/* Prints its status; 0 when all is ready. */
int client_status(const options_t *options);
/* Changes the number of chat instances, and waits until it is done. */
int client_scale(const options_t *options);
/* Runs leidactl with the addresses of the stack; returns only when it can't. */
int client_ctl(const options_t *options);

#endif
