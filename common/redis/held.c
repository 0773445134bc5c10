/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/held.h"

#include <stdlib.h>

#include "base/buffer.h"

enum { CAPACITY_START = 64 };

void redis_held_add(redis_held_t *self, const redis_held_answer_t *answer)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : CAPACITY_START;
        self->answers = memory_resize(self->answers, self->capacity * sizeof *self->answers);
    }
    redis_held_answer_t *copy = &self->answers[self->count++];
    *copy = *answer;
    if (answer->reply)
        copy->reply = redis_reply_copy(&self->arena, answer->reply);
}

void redis_held_clear(redis_held_t *self)
{
    self->count = 0;
    arena_clear(&self->arena);
}

void redis_held_free(redis_held_t *self)
{
    free(self->answers);
    arena_free(&self->arena);
    *self = (redis_held_t){0};
}
