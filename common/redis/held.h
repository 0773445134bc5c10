/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of Redis that may not be given out yet, in the order in which they came. */
#ifndef LEIDA_COMMON_REDIS_HELD_H
#define LEIDA_COMMON_REDIS_HELD_H

#include "base/arena.h"
#include "common/redis/waiters.h"

typedef struct {
    redis_waiter_t waiter;
    redis_status_t status;
    const redis_reply_t *reply; /* NULL: none came */
} redis_held_answer_t;

/* A zeroed one is empty. */
typedef struct {
    redis_held_answer_t *answers;
    size_t count, capacity;
    arena_t arena; /* their replies */
} redis_held_t;

/* Adds a copy of the answer, its reply included. */
void redis_held_add(redis_held_t *self, const redis_held_answer_t *answer);
/* Forgets all of them. */
void redis_held_clear(redis_held_t *self);
void redis_held_free(redis_held_t *self);

#endif
