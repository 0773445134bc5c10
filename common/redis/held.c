/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/held.h"

#include <stdlib.h>

#include "base/buffer.h"

enum { CAPACITY_START = 64 };

/* As deep as hiredis reads: seven levels. */
static redis_reply_t *copy_reply(arena_t *arena, const redis_reply_t *reply)
{
    redis_reply_t *copy = arena_new(arena, sizeof *copy);
    *copy = *reply;
    if (reply->str) {
        copy->str = arena_new(arena, (size_t)reply->len + 1);
        memcpy(copy->str, reply->str, (size_t)reply->len);
        copy->str[reply->len] = '\0';
    }
    if (reply->elements > 0) {
        copy->element = arena_new(arena, reply->elements * sizeof *copy->element);
        for (size_t i = 0; i < reply->elements; i++)
            copy->element[i] = copy_reply(arena, reply->element[i]);
    }
    return copy;
}

void redis_held_add(redis_held_t *self, const redis_held_answer_t *answer)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : CAPACITY_START;
        self->answers = memory_resize(self->answers, self->capacity * sizeof *self->answers);
    }
    redis_held_answer_t *copy = &self->answers[self->count++];
    *copy = *answer;
    if (answer->reply)
        copy->reply = copy_reply(&self->arena, answer->reply);
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
