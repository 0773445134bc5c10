/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replies over a blocking connection of hiredis, for programs that have nothing to do meanwhile: leidactl and
 * the tests. Whoever opens the connection and writes commands to it includes hiredis itself.
 */
#ifndef LEIDA_COMMON_REDIS_BLOCKING_H
#define LEIDA_COMMON_REDIS_BLOCKING_H

#include "common/redis/reply.h"

struct redisContext;

/* Flushes what was written and waits for the oldest reply that is still owed. The caller frees it with
 * redis_reply_free. NULL when the connection is of no use any more: `errstr` of the context says why. The
 * timeout of the context is for each byte; `whole`, in s, for all of the reply, but for the last wait of
 * those (0: however long it takes). */
redis_reply_t *redis_blocking_receive(struct redisContext *context, int whole);
void redis_reply_free(redis_reply_t *reply);

#endif
