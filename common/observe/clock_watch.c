/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/clock_watch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "common/observe/log.h"

enum { LOOK_MS = 1000 };

struct clock_watch {
    loop_timer_t *timer;
    int64_t apart; /* ms: the wall clock less the steady one, at the last look */
};

static _Atomic uint64_t jumps[CLOCK_BACK + 1];

/* Unlike CLOCK_MONOTONIC it goes on while the machine sleeps, which is no jump. */
static int64_t steady_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_watch_look(clock_watch_t *self, int64_t wall, int64_t steady)
{
    const int64_t by = wall - steady - self->apart;
    self->apart = wall - steady;
    if (by <= CLOCK_JUMP_MS && by >= -CLOCK_JUMP_MS)
        return;
    atomic_fetch_add(&jumps[by > 0 ? CLOCK_FORWARD : CLOCK_BACK], 1);
    log_event(LOG_WARNING, "the clock has jumped", LOG_INT("ms", by));
}

static void look(void *context)
{
    clock_watch_t *self = context;
    clock_watch_look(self, clock_now(), steady_now());
    loop_timer_set(self->timer, LOOK_MS);
}

clock_watch_t *clock_watch_new(loop_t *loop)
{
    clock_watch_t *self = memory_new_zeroed(sizeof *self);
    self->apart = clock_now() - steady_now();
    self->timer = loop_timer_new(loop, look, self);
    loop_timer_set(self->timer, LOOK_MS);
    return self;
}

void clock_watch_destroy(clock_watch_t **self_p)
{
    clock_watch_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    loop_timer_destroy(&self->timer);
    free(self);
}

uint64_t clock_jumps(clock_direction_t direction)
{
    return atomic_load(&jumps[direction]);
}
