/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the control socket can be asked for: "status" and "status-json" (see status.h), "where" (the base
 * URL), "scale-chat N" (answers "done" or why not), and "down" (no answer: the connection ends with the
 * stack).
 */
#ifndef LEIDA_TOOLS_STACK_REQUESTS_H
#define LEIDA_TOOLS_STACK_REQUESTS_H

#include "tools/stack/control.h"
#include "tools/stack/plan.h"

typedef struct requests requests_t;

/* Who carries out what is asked for. */
typedef struct {
    void (*stop)(void *context);
    void (*scale)(void *context, int chats); /* calls requests_scaled, at once or later */
    void *context;
} requests_owner_t;

/* Listens on the control socket for as long as it lasts. NULL with errno. */
requests_t *requests_new(loop_t *loop, const plan_t *plan, const requests_owner_t *owner);
/* Tells who asked for another number of instances that it is done (NULL), or why not. */
void requests_scaled(requests_t *self, const char *error);
/* Stops listening; whoever waits for an answer is disconnected. */
void requests_destroy(requests_t **self_p);

#endif
