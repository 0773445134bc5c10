/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/reply.h"

text_t redis_text(const redis_reply_t *reply)
{
    return reply->str ? (text_t){reply->str, reply->len} : TEXT_NONE;
}

int64_t redis_int(const redis_reply_t *reply)
{
    int64_t value = 0;
    if (reply->type == REDIS_REPLY_INTEGER)
        value = reply->integer;
    else
        text_to_int(redis_text(reply), &value);
    return value;
}

/* As deep as hiredis reads: seven levels. */
redis_reply_t *redis_reply_copy(arena_t *arena, const redis_reply_t *reply)
{
    redis_reply_t *copy = arena_new(arena, sizeof *copy);
    *copy = *reply;
    if (reply->str) {
        copy->str = arena_new(arena, reply->len + 1);
        memcpy(copy->str, reply->str, reply->len);
        copy->str[reply->len] = '\0';
    }
    if (reply->elements > 0) {
        copy->element = arena_new(arena, reply->elements * sizeof *copy->element);
        for (size_t i = 0; i < reply->elements; i++)
            copy->element[i] = redis_reply_copy(arena, reply->element[i]);
    }
    return copy;
}
