/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One short question to a socket of a process of the stack, on the loop: connect, send, and give the answer.
 * That is all it takes to ask for /readyz, and Redis for PING.
 */
#ifndef LEIDA_TOOLS_STACK_PROBE_H
#define LEIDA_TOOLS_STACK_PROBE_H

#include "base/text.h"
#include "common/loop/loop.h"

typedef struct probe probe_t;

/* `answer` is empty when there was none within PROBE_LIMIT; of Redis it is the line, without its end, that
 * the last command got, of HTTP head and body, cut off at PROBE_SIZE. Called once, never from within
 * probe_new; the probe may be destroyed in it. */
typedef void(probe_done_fn)(void *context, text_t answer);

enum { PROBE_LIMIT = 1000 /* ms */, PROBE_SIZE = 1024 /* bytes */ };

/* Asks at "unix:PATH" or "tcp:ADDRESS:PORT" (Redis), or "http://ADDRESS:PORT"; addresses are numeric.
 * `request` must last as long; of Redis it is commands that each get a line, one a line. */
probe_t *probe_new(loop_t *loop, const char *target, const char *request, probe_done_fn *done, void *context);
/* Asks no more: `done` is not called any longer. */
void probe_destroy(probe_t **self_p);

#endif
