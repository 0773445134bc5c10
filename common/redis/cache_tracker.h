/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Client-side caching of one server: the subscriber that hears which of its keys have changed, and the
 * tracking that the data connection to it is asked for. Only common/redis/cache_tracking.c calls it.
 */
#ifndef LEIDA_COMMON_REDIS_CACHE_TRACKER_H
#define LEIDA_COMMON_REDIS_CACHE_TRACKER_H

#include "common/redis/redis.h"

typedef struct cache_tracker cache_tracker_t;

typedef struct {
    loop_t *loop;
    const redis_options_t *redis; /* how to connect; its address, scripts and callbacks are not used */
    const char *const *prefixes;
    redis_t *data;
    bool alone; /* the server is all of the store, so its form can be asked of it */
    void (*forget)(void *owner, text_t key);
    /* It is on from now on, or off; off and on: all keys of the server may have changed. */
    void (*turned)(void *owner, size_t place, bool on);
    void *owner;
} cache_tracker_options_t;

/* For the server at a place behind `data`; nothing is heard yet. The options must outlive it. */
cache_tracker_t *cache_tracker_new(const cache_tracker_options_t *options, size_t place);
/* `turned` is not called. */
void cache_tracker_destroy(cache_tracker_t **self_p);

/* Whether anything is to be heard; when not, there is no subscriber. Whoever subscribes shows that it uses
 * the store, which a store of another form may not be (services/crm/migration.h). */
void cache_tracker_hear(cache_tracker_t *self, bool wanted);
/* The data connection to its server is there, or lost. */
void cache_tracker_data_changed(cache_tracker_t *self, bool connected);

/* Whether every change of a key of the server that is asked for from now on will be told. */
bool cache_tracker_is_on(const cache_tracker_t *self);
/* Takes what the subscriber has received already, and whether it was closed. */
void cache_tracker_catch_up(cache_tracker_t *self);
/* Of its subscriber. */
redis_counts_t cache_tracker_counts(const cache_tracker_t *self);

#endif
