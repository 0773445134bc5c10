/* SPDX-License-Identifier: Apache-2.0 */
/*
 * More or fewer chat instances while the stack runs. New ones are started, and listed for the gateway once
 * all of them are ready; those that leave are taken from the list first, then told to end. One change at a
 * time; used by stack.c, which tells it what became of the processes.
 */
#ifndef LEIDA_TOOLS_STACK_SCALE_H
#define LEIDA_TOOLS_STACK_SCALE_H

#include "tools/stack/plan.h"

typedef struct scale scale_t;

/* `error` is NULL when it is done; else why not, and all is as it was before. */
typedef void(scale_done_fn)(void *context, const char *error);

/* Changes nothing by itself; plan and loop must outlive it. */
scale_t *scale_new(loop_t *loop, plan_t *plan, scale_done_fn *done, void *context);
/* A change under way is left as it is, and `done` is not called. */
void scale_destroy(scale_t **self_p);

/* Begins to make it chat-1 to chat-`count`; `done` is called once, maybe from here. False, and nothing is
 * done, while an earlier change is under way. */
bool scale_begin(scale_t *self, int count);

/* A process of the stack became ready, or has ended. */
void scale_child_ready(scale_t *self);
/* The same for one whose process has ended. */
void scale_child_ended(scale_t *self, const child_t *child);

#endif
