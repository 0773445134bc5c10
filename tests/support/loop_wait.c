/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/loop_wait.h"

#include <stddef.h>

typedef struct {
    loop_t *loop;
    loop_timer_t *timer;
    bool (*reached)(void *context);
    void *context;
    int64_t end;
    bool done;
} wait_t;

static void wait_ask(void *context)
{
    wait_t *self = context;
    self->done = self->reached && self->reached(self->context);
    if (self->done || loop_now(self->loop) >= self->end)
        loop_stop(self->loop);
    else
        loop_timer_set(self->timer, 1);
}

bool loop_wait(loop_t *loop, bool (*reached)(void *context), void *context, int64_t limit)
{
    /* Not from loop_now: that is when the loop ran last, and the test may have stood still for longer than
     * the limit since. */
    wait_t self = {
        .loop = loop, .reached = reached, .context = context, .end = loop_clock_us() / 1000 + limit};
    self.timer = loop_timer_new(loop, wait_ask, &self);
    loop_timer_set(self.timer, 0);
    loop_run(loop);
    loop_timer_destroy(&self.timer);
    return self.done;
}

void loop_spend(loop_t *loop, int64_t time)
{
    loop_wait(loop, NULL, NULL, time);
}
