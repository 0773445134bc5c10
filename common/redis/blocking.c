/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/blocking.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "common/loop/loop.h"
#include "common/redis/tree.h"

/* A reply with the memory of all that hangs on it. */
typedef struct {
    redis_reply_t root; /* first: its address is that of the whole */
    arena_t arena;
} owned_reply_t;

/* As redisGetReply, whose timeout begins anew with each byte. False: the context has an error. */
static bool get_reply(struct redisContext *context, int whole, void **root)
{
    const int64_t until = loop_clock_us() + whole * INT64_C(1000000);
    for (int written = 0; !written;)
        if (redisBufferWrite(context, &written) != REDIS_OK)
            return false;
    while (redisGetReplyFromReader(context, root) == REDIS_OK && !*root) {
        if (redisBufferRead(context) != REDIS_OK)
            return false;
        if (whole > 0 && loop_clock_us() > until) {
            context->err = REDIS_ERR_OTHER;
            snprintf(context->errstr, sizeof context->errstr, "no whole answer in %d s", whole);
            return false;
        }
    }
    return *root != NULL;
}

redis_reply_t *redis_blocking_receive(struct redisContext *context, int whole)
{
    owned_reply_t *self = memory_new_zeroed(sizeof *self);
    void *root = NULL;
    redis_tree_use(context->reader, &self->arena);
    if (!get_reply(context, whole, &root)) {
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
