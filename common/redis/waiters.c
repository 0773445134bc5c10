/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/waiters.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buffer.h"

enum { CAPACITY_START = 64 };

static void waiters_grow(redis_waiters_t *self)
{
    size_t capacity = self->capacity ? self->capacity * 2 : CAPACITY_START;
    redis_waiter_t *ring = memory_new(capacity * sizeof *ring);
    for (size_t i = 0; i < self->count; i++)
        ring[i] = self->ring[(self->first + i) & (self->capacity - 1)];
    free(self->ring);
    self->ring = ring;
    self->first = 0;
    self->capacity = capacity;
}

redis_waiter_t *redis_waiters_add(redis_waiters_t *self, const redis_waiter_t *waiter)
{
    if (self->count == self->capacity)
        waiters_grow(self);
    redis_waiter_t *copy = &self->ring[(self->first + self->count) & (self->capacity - 1)];
    *copy = *waiter;
    self->count++;
    return copy;
}

redis_waiter_t redis_waiters_take(redis_waiters_t *self)
{
    assert(self->count > 0);
    redis_waiter_t waiter = self->ring[self->first];
    self->first = (self->first + 1) & (self->capacity - 1);
    self->count--;
    return waiter;
}

void redis_waiters_free(redis_waiters_t *self)
{
    free(self->ring);
    *self = (redis_waiters_t){0};
}
