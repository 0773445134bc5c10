/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks Redis Sentinels where the master is, one after the other: who does not answer within half a second is
 * skipped, and each question begins with the next of them, so that one that is cut off from the others is
 * not believed for long. Used by common/redis/redis.c before each attempt to connect, and every second
 * afterwards.
 */
#ifndef LEIDA_COMMON_REDIS_SENTINEL_H
#define LEIDA_COMMON_REDIS_SENTINEL_H

#include "common/loop/loop.h"
#include "common/redis/address.h"

typedef struct redis_sentinel redis_sentinel_t;

/* Where the master is, as one of them sees it; NULL when none of them could tell: `reason` is then why the
 * last one could not. Both last until the return. */
typedef void(redis_sentinel_fn)(void *context, const redis_address_t *master, const char *reason);

typedef struct {
    redis_sentinels_t sentinels;
    const char *user, *password; /* of the Sentinels; NULL or empty: no AUTH. They must outlive it. */
    redis_sentinel_fn *done;
    void *context;
} redis_sentinel_options_t;

redis_sentinel_t *redis_sentinel_new(loop_t *loop, const redis_sentinel_options_t *options);
/* `done` is not called any more. */
void redis_sentinel_destroy(redis_sentinel_t **self_p);

/* Begins to ask, unless it is asking already: `done` is called once, later. */
void redis_sentinel_ask(redis_sentinel_t *self);

#endif
