/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One short question to a socket of a process of the stack, on the loop: connect, send, and give the first
 * line of the answer. That is all it takes to ask for /readyz, and Redis for PING.
 */
#ifndef LEIDA_TOOLS_STACK_PROBE_H
#define LEIDA_TOOLS_STACK_PROBE_H

#include "common/loop.h"
#include "proto/text.h"

typedef struct probe probe_t;

/* `line` is the answer without its end of line, empty when there was none within PROBE_LIMIT. Called once,
 * never from within probe_new; the probe may be destroyed in it. */
typedef void(probe_done_fn)(void *context, text_t line);

enum { PROBE_LIMIT = 1000 /* ms */ };

/* Asks at "unix:PATH" or "http://ADDRESS:PORT" (numeric). `request` is a constant. */
probe_t *probe_new(loop_t *loop, const char *target, const char *request, probe_done_fn *done, void *context);
/* Asks no more: `done` is not called any longer. */
void probe_destroy(probe_t **self_p);

#endif
