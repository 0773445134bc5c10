/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/blocking.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "common/redis/tree.h"

/* A reply with the memory of all that hangs on it. */
typedef struct {
    redis_reply_t root; /* first: its address is that of the whole */
    arena_t arena;
} owned_reply_t;

redis_reply_t *redis_blocking_receive(struct redisContext *context)
{
    owned_reply_t *self = memory_new_zeroed(sizeof *self);
    void *root = NULL;
    redis_tree_use(context->reader, &self->arena);
    if (redisGetReply(context, &root) != 0 || !root) {
        redis_reply_free(&self->root);
        return NULL;
    }
    self->root = *(const redis_reply_t *)root;
    return &self->root;
}

void redis_reply_free(redis_reply_t *reply)
{
    owned_reply_t *self = (owned_reply_t *)reply;
    if (!self)
        return;
    arena_free(&self->arena);
    free(self);
}
