/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the control socket can be asked for: "status" and "status-json" (see status.h), "where" (the base
 * URL), and "down" (no answer: the connection ends with the stack).
 */
#ifndef LEIDA_TOOLS_STACK_REQUESTS_H
#define LEIDA_TOOLS_STACK_REQUESTS_H

#include "tools/stack/control.h"
#include "tools/stack/plan.h"

typedef struct requests requests_t;

/* Listens on the control socket for as long as it lasts; `stop` is called for "down". NULL with errno. */
requests_t *requests_new(loop_t *loop, const plan_t *plan, void (*stop)(void *context), void *context);
void requests_destroy(requests_t **self_p);

#endif
