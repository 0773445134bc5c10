/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `leida status` tells: asks every process of the stack at once whether it is ready, then renders the
 * answer for the control socket. Its first line is "ready" or "not ready", which the client takes as its exit
 * code.
 */
#ifndef LEIDA_TOOLS_STACK_STATUS_H
#define LEIDA_TOOLS_STACK_STATUS_H

#include "base/buffer.h"
#include "tools/stack/plan.h"

typedef struct status status_t;

/* `answer` is the rendered status; the status_t may be destroyed in it. */
typedef void(status_done_fn)(void *context, text_t answer);

/* Asks the processes of the plan; `done` is called once, never from within status_new. */
status_t *status_new(loop_t *loop, const plan_t *plan, bool json, status_done_fn *done, void *context);
/* Asks no more: `done` is not called any longer. */
void status_destroy(status_t **self_p);

/* Of a stack that is not up. */
#define STATUS_JSON_DOWN "{\"base_url\":null,\"redis\":null,\"processes\":[]}"

#endif
