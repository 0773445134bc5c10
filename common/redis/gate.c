/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/gate.h"

/* A pass that ends within `go`, because there is no connection, leaves from below: the loop that is at work
 * already goes on, so that the stack does not grow with the queue. */
static void let_in(redis_gate_t *self)
{
    if (self->letting_in)
        return;
    self->letting_in = true;
    while (self->first && self->inside < self->limit) {
        redis_pass_t *pass = self->first;
        self->first = pass->next;
        self->inside++;
        pass->go(pass->context);
    }
    self->letting_in = false;
}

void redis_gate_enter(redis_gate_t *self, redis_pass_t *pass)
{
    pass->next = NULL;
    if (self->first)
        self->last->next = pass;
    else
        self->first = pass;
    self->last = pass;
    let_in(self);
}

void redis_gate_leave(redis_gate_t *self)
{
    self->inside--;
    let_in(self);
}
