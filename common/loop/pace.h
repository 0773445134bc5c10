/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast a loop moves the bytes of those that can wait, all together: what is beyond so many a millisecond
 * waits for its turn, and leaves time for others. Turns come in the order in which they were asked for, at
 * most one a millisecond, and they come however busy the loop is.
 */
#ifndef LEIDA_COMMON_LOOP_PACE_H
#define LEIDA_COMMON_LOOP_PACE_H

#include <stddef.h>

#include "common/loop/loop.h"

typedef struct pace pace_t;

/* Who waits: a member of it. `go_on` and `context` are set by whoever has it; zeroed it does not wait. */
typedef struct pace_turn pace_turn_t;
struct pace_turn {
    loop_fn *go_on;
    void *context;
    pace_turn_t *next, **place; /* place: what points at it; NULL: it does not wait */
};

/* `bytes` a millisecond; at least 1. */
pace_t *pace_new(loop_t *loop, size_t bytes);
/* Nobody waits any more. */
void pace_destroy(pace_t **self_p);

/* True: there is time for some bytes now. False: not until `go_on` is called, once. */
bool pace_ask(pace_t *self, pace_turn_t *turn);
/* So many bytes were moved. */
void pace_spend(pace_t *self, size_t bytes);
/* It waits no more, if it does. */
void pace_leave(pace_t *self, pace_turn_t *turn);

/* There is nobody now to leave time for: the first that waits goes on, at no cost, and the next can in the
 * iteration that follows at once. To be called at the end of an iteration. */
void pace_hurry(pace_t *self);

#endif
