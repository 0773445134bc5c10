/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/wheel.h"

void wheel_init(wheel_t *self, int64_t now)
{
    self->tick = now / WHEEL_TICK_MS;
    for (size_t i = 0; i < WHEEL_SLOTS; i++)
        list_init(&self->slots[i]);
}

void wheel_skip_to(wheel_t *self, int64_t now)
{
    self->tick = now / WHEEL_TICK_MS;
}

void wheel_set(wheel_t *self, link_t *member, int64_t at)
{
    int64_t tick = (at + WHEEL_TICK_MS - 1) / WHEEL_TICK_MS, last = self->tick + WHEEL_SLOTS - 1;
    if (tick <= self->tick + 1)
        tick = self->tick + 2; /* the next one may be being served */
    list_append(&self->slots[(tick < last ? tick : last) % WHEEL_SLOTS], member);
}

link_t *wheel_take(wheel_t *self, int64_t now)
{
    for (; self->tick < now / WHEEL_TICK_MS; self->tick++) {
        link_t *due = list_first(&self->slots[(self->tick + 1) % WHEEL_SLOTS]);
        if (due) {
            list_remove(due);
            return due;
        }
    }
    return NULL;
}
