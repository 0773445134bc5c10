/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timers for very many, of which each has one that is put off again and again: a ring of lists, one for each
 * tenth of a second. Setting takes a few instructions, whatever there is; nothing is due exactly, but within
 * a tick behind its time.
 */
#ifndef LEIDA_GATEWAY_PUSH_WHEEL_H
#define LEIDA_GATEWAY_PUSH_WHEEL_H

#include <stdint.h>

#include "base/list.h"

enum { WHEEL_TICK_MS = 100, WHEEL_SLOTS = 1024 };

typedef struct {
    link_t slots[WHEEL_SLOTS];
    int64_t tick; /* that was served last */
} wheel_t;

/* Empty, at `now`: ms of a clock that never goes back. */
void wheel_init(wheel_t *self, int64_t now);
/* Nothing is in it, and has not been for a while: it need not walk over that. */
void wheel_skip_to(wheel_t *self, int64_t now);
/* Has the member due at `at`, in place of any time before; a time that is farther off than the ring is long
 * (102 s) counts as that. */
void wheel_set(wheel_t *self, link_t *member, int64_t at);
/* Takes out one that is due at `now`; NULL when there is none. A member that is set meanwhile is not due
 * before the next tick. */
link_t *wheel_take(wheel_t *self, int64_t now);

#endif
