/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two connections of a cache, and Redis' client-side caching over them: `data` asks for values, with
 * tracking on; the subscriber hears which keys have changed. Only common/redis/cache.c calls it.
 */
#ifndef LEIDA_COMMON_REDIS_CACHE_TRACKING_H
#define LEIDA_COMMON_REDIS_CACHE_TRACKING_H

#include "common/redis/redis.h"

typedef struct cache_tracking cache_tracking_t;

typedef struct {
    void (*forget)(void *owner, text_t key);
    void (*forget_all)(void *owner); /* also each time that tracking ends */
} cache_tracking_events_t;

/* Begins to connect. `redis` says where; its scripts and callback are not used. `prefixes`: of the keys to
 * hear of, NULL-terminated. `events` is told of changed keys, with `owner`. Both must outlive it. */
cache_tracking_t *cache_tracking_new(loop_t *loop, const redis_options_t *redis, const char *const *prefixes,
                                     const cache_tracking_events_t *events, void *owner);
/* Commands that wait on `data` are answered REDIS_LOST from here. */
void cache_tracking_destroy(cache_tracking_t **self_p);

/* The connection to ask for values. */
redis_t *cache_tracking_data(cache_tracking_t *self);
/* The connection that hears of changes, for its counts. */
const redis_t *cache_tracking_subscriber(const cache_tracking_t *self);
/* Whether every change of a key that is asked for from now on will be told. */
bool cache_tracking_is_on(const cache_tracking_t *self);
/* Takes what the subscriber has received already, and whether it was closed. */
void cache_tracking_catch_up(cache_tracking_t *self);

#endif
