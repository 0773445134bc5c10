/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connections of a cache, and Redis' client-side caching over them: `data` asks for values, with tracking
 * on; a subscriber for each server behind it hears which of that server's keys have changed. Only
 * common/redis/cache.c calls it.
 *
 * What is remembered carries a stamp, the time on a clock of changes in the tracking itself. It is right as
 * long as nothing has happened since that may have kept a change from being told: the tracking of the key's
 * server was off, or the key's slot had another server.
 */
#ifndef LEIDA_COMMON_REDIS_CACHE_TRACKING_H
#define LEIDA_COMMON_REDIS_CACHE_TRACKING_H

#include "common/redis/redis.h"

typedef struct cache_tracking cache_tracking_t;

typedef struct {
    void (*forget)(void *owner, text_t key);
    /* Any key may have changed, now or while nobody tells: of those that are remembered (`all`), or of some
     * of them, which cache_tracking_covers knows. */
    void (*forget_all)(void *owner, bool all);
} cache_tracking_events_t;

/* Begins to connect. `redis` says where; its scripts and callbacks are not used. `prefixes`: of the keys to
 * hear of, NULL-terminated. `events` is told of changed keys, with `owner`. Both must outlive it. */
cache_tracking_t *cache_tracking_new(loop_t *loop, const redis_options_t *redis, const char *const *prefixes,
                                     const cache_tracking_events_t *events, void *owner);
/* Commands that wait on `data` are answered REDIS_LOST from here. */
void cache_tracking_destroy(cache_tracking_t **self_p);

/* The connection to ask for values. */
redis_t *cache_tracking_data(cache_tracking_t *self);
/* What the connections that hear of changes have counted together. */
redis_counts_t cache_tracking_subscribers(const cache_tracking_t *self);
/* Whether every server that answers has its tracking on, and there is one. */
bool cache_tracking_is_on(const cache_tracking_t *self);

/* A time that is later than all changes up to now. */
uint64_t cache_tracking_stamp(const cache_tracking_t *self);
/* By what the next two know a key: one reckoning for both. It holds until the store turns elsewhere. */
unsigned cache_tracking_slot(const cache_tracking_t *self, text_t key);
/* Whether every change of the key since the time `stamp` was told, and is told from now on. */
bool cache_tracking_covers(const cache_tracking_t *self, unsigned slot, uint64_t stamp);
/* The least stamp that is covered, for a key that is looked up; UINT64_MAX: none. First takes what the
 * subscriber of the key's server has received already, and whether it was closed; once until
 * cache_tracking_rest. So keys may be forgotten from here. */
uint64_t cache_tracking_since(cache_tracking_t *self, unsigned slot);
/* The end of an iteration. */
void cache_tracking_rest(cache_tracking_t *self);

#endif
