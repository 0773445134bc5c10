/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A read-through cache of Redis string keys under one or more prefixes, kept right by Redis' own client-side
 * caching (CLIENT TRACKING … BCAST, redirected to a subscription: RESP2 can do that). Used for credentials in
 * the gateway and for profiles in the services: values that are read on every request and change rarely. A
 * changed key is forgotten within a millisecond; while tracking is not on, nothing is cached and every get
 * asks Redis. A value that Redis is to expire may be given a little longer, until Redis has removed it.
 */
#ifndef LEIDA_COMMON_REDIS_CACHE_H
#define LEIDA_COMMON_REDIS_CACHE_H

#include "common/redis/redis.h"

typedef struct cache cache_t;

typedef enum {
    CACHE_FOUND,       /* value is given */
    CACHE_ABSENT,      /* there is no such key (absence is cached as well) */
    CACHE_UNAVAILABLE, /* Redis could not be asked */
    CACHE_FOREIGN      /* the key holds no string: reported (common/redis/foreign.h) */
} cache_status_t;

/* `value` lasts until the return of the callback. */
typedef void(cache_value_fn)(void *context, cache_status_t status, text_t value);

typedef struct {
    const redis_options_t *redis; /* where; its scripts and callback are not used */
    const char *const *prefixes;  /* NULL-terminated, none the beginning of another; must outlive it */
    size_t limit;                 /* entries kept at most; beyond it an old one makes room (second chance) */
    /* A key has changed, or (an empty one) any may have, now or while nobody tells. Must not call the cache.
     * NULL: nobody wants to know. */
    void (*changed)(void *context, text_t key);
    void *context;
} cache_options_t;

/* Opens two connections of its own (data with tracking on, and the subscription). */
cache_t *cache_new(loop_t *loop, const cache_options_t *options);
/* Whoever still waits for a value gets CACHE_UNAVAILABLE. Not from within one of its own callbacks. */
void cache_destroy(cache_t **self_p);

/* When the value is known (or the key known to be absent) sets *status and *value (until the next iteration)
 * and returns true. Never waits. */
bool cache_peek(cache_t *self, text_t key, cache_status_t *status, text_t *value);
/* Calls `done` once, maybe before it returns, with the value. A key under no prefix is asked for each time.
 */
void cache_get(cache_t *self, text_t key, cache_value_fn *done, void *context);

/* The connection that asks for values, for further commands of the owner. */
redis_t *cache_connection(cache_t *self);
/* Whether tracking is on, so that hits are possible. */
bool cache_is_tracking(const cache_t *self);

typedef struct {
    uint64_t hits, misses, invalidations, evictions,
        drops; /* since the start; drops: times that everything was forgotten */
    size_t entries;
    redis_counts_t data, subscriber; /* of its two connections */
} cache_counts_t;
/* What it has counted up to now. */
cache_counts_t cache_counts(const cache_t *self);

#endif
