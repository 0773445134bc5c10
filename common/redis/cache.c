/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cache.h"

#include <stdlib.h>

#include "common/redis/cache_table.h"
#include "common/redis/cache_tracking.h"
#include "common/redis/foreign.h"

/*
 * Nothing is remembered unless tracking was on before its GET was sent and no invalidation of the key came
 * between. Both are one condition: a fetch that may fill the table is in `fetches`, and it is taken out when
 * its key is invalidated or tracking ends. Who asks after that does not join it: its value may be older than
 * the question.
 *
 * Before a cluster tracking ends for some keys and goes on for the others. Fetches and entries then stay
 * where they are, but their stamp tells that they are of no use any more.
 */

enum { FETCH_BUCKETS = 256 };

typedef struct asker asker_t;
struct asker {
    cache_value_fn *done;
    void *context;
    asker_t *next;
};

typedef struct fetch fetch_t;
struct fetch {
    cache_t *cache;
    fetch_t *next;  /* in its bucket */
    bool shared;    /* it is in `fetches`: others may join, and its value may be remembered */
    uint64_t stamp; /* before it was sent */
    asker_t first;  /* who asked, in order */
    asker_t *last;
    uint64_t hash;
    text_t key; /* the bytes behind the struct */
};

struct cache {
    loop_t *loop;
    cache_options_t options; /* without `redis`, which is not kept */
    cache_tracking_t *tracking;
    cache_table_t *table;
    fetch_t *fetches[FETCH_BUCKETS];
    cache_counts_t counts;
};

static fetch_t **fetch_place(cache_t *self, text_t key, uint64_t hash)
{
    fetch_t **place = &self->fetches[hash % FETCH_BUCKETS];
    while (*place && ((*place)->hash != hash || !text_equal((*place)->key, key)))
        place = &(*place)->next;
    return place;
}

static void fetch_detach(fetch_t **place)
{
    fetch_t *fetch = *place;
    *place = fetch->next;
    fetch->shared = false;
}

static void forget_key(void *owner, text_t key)
{
    cache_t *self = owner;
    self->counts.invalidations++;
    if (self->options.changed)
        self->options.changed(self->options.context, key);
    cache_table_remove(self->table, key);
    fetch_t **place = fetch_place(self, key, cache_table_hash(self->table, key));
    if (*place)
        fetch_detach(place);
}

static void forget_all(void *owner, bool all)
{
    cache_t *self = owner;
    self->counts.drops++;
    if (self->options.changed)
        self->options.changed(self->options.context, TEXT_NONE);
    if (!all)
        return;
    cache_table_clear(self->table);
    for (size_t i = 0; i < FETCH_BUCKETS; i++)
        while (self->fetches[i])
            fetch_detach(&self->fetches[i]);
}

static void before_sleep(void *context)
{
    cache_t *self = context;
    cache_tracking_rest(self->tracking);
    cache_table_sweep(self->table);
}

static bool key_is_tracked(const cache_t *self, text_t key)
{
    for (const char *const *prefix = self->options.prefixes; *prefix; prefix++) {
        text_t start = text_of(*prefix);
        if (key.size >= start.size && memcmp(key.data, start.data, start.size) == 0)
            return true;
    }
    return false;
}

static cache_status_t fetch_status(const fetch_t *fetch, redis_status_t status, const redis_reply_t *reply)
{
    if (status != REDIS_OK)
        return CACHE_UNAVAILABLE;
    if (reply->type == REDIS_REPLY_NIL)
        return CACHE_ABSENT;
    if (reply->type == REDIS_REPLY_STRING)
        return CACHE_FOUND;
    foreign_report(FOREIGN_RECORD, fetch->key, redis_text(reply));
    return CACHE_FOREIGN;
}

/* Whether it tells of every change since it was sent. */
static bool fetch_is_right(const fetch_t *fetch)
{
    const cache_tracking_t *tracking = fetch->cache->tracking;
    return cache_tracking_covers(tracking, cache_tracking_slot(tracking, fetch->key), fetch->stamp);
}

static void fetch_answered(void *context, redis_status_t redis_status, const redis_reply_t *reply)
{
    fetch_t *fetch = context;
    cache_t *self = fetch->cache;
    cache_status_t status = fetch_status(fetch, redis_status, reply);
    text_t value = status == CACHE_FOUND ? redis_text(reply) : TEXT_NONE;
    if (fetch->shared) {
        fetch_detach(fetch_place(self, fetch->key, fetch->hash));
        if ((status == CACHE_FOUND || status == CACHE_ABSENT) && fetch_is_right(fetch))
            cache_table_put(self->table, fetch->key,
                            &(cache_entry_t){status == CACHE_FOUND, value, fetch->stamp});
    }
    fetch->first.done(fetch->first.context, status, value);
    for (asker_t *asker = fetch->first.next; asker;) {
        asker_t *next = asker->next;
        asker->done(asker->context, status, value);
        free(asker);
        asker = next;
    }
    free(fetch);
}

static void fetch_join(fetch_t *fetch, cache_value_fn *done, void *context)
{
    asker_t *asker = memory_new(sizeof *asker);
    *asker = (asker_t){.done = done, .context = context};
    fetch->last->next = asker;
    fetch->last = asker;
}

static fetch_t *fetch_new(cache_t *self, text_t key, cache_value_fn *done, void *context)
{
    fetch_t *fetch = memory_new_zeroed(sizeof *fetch + key.size);
    char *bytes = (char *)(fetch + 1);
    memcpy(bytes, key.data, key.size);
    fetch->cache = self;
    fetch->key = (text_t){bytes, key.size};
    fetch->hash = cache_table_hash(self->table, key);
    fetch->first = (asker_t){.done = done, .context = context};
    fetch->last = &fetch->first;
    return fetch;
}

static bool fetch_send(fetch_t *fetch)
{
    redis_command_t get;
    get.count = 0;
    redis_add_literal(&get, "GET");
    redis_add(&get, fetch->key);
    return redis_send(cache_tracking_data(fetch->cache->tracking), &get, fetch_answered, fetch);
}

static const cache_tracking_events_t TRACKING_EVENTS = {forget_key, forget_all};

cache_t *cache_new(loop_t *loop, const cache_options_t *options)
{
    cache_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->options = *options;
    self->options.redis = NULL;
    self->table = cache_table_new(options->limit);
    self->tracking = cache_tracking_new(loop, options->redis, options->prefixes, &TRACKING_EVENTS, self);
    loop_before_sleep(loop, before_sleep, self);
    return self;
}

void cache_destroy(cache_t **self_p)
{
    cache_t *self = *self_p;
    if (!self)
        return;
    cache_tracking_destroy(&self->tracking);
    loop_forget_before_sleep(self->loop, before_sleep, self);
    cache_table_destroy(&self->table);
    free(self);
    *self_p = NULL;
}

/* The invalidations that have arrived are taken first, once an iteration: after a long iteration, or a stop
 * of the whole process, they may lie behind the very request that must not see the old value. */
static bool peek(cache_t *self, text_t key, unsigned slot, cache_status_t *status, text_t *value)
{
    cache_entry_t entry;
    const uint64_t since = cache_tracking_since(self->tracking, slot);
    if (!cache_table_get(self->table, key, &entry) || entry.stamp < since)
        return false;
    self->counts.hits++;
    *status = entry.found ? CACHE_FOUND : CACHE_ABSENT;
    *value = entry.value;
    return true;
}

bool cache_peek(cache_t *self, text_t key, cache_status_t *status, text_t *value)
{
    return peek(self, key, cache_tracking_slot(self->tracking, key), status, value);
}

/* A fetch of the key that may be joined; NULL: there is none. */
static fetch_t *fetch_find(fetch_t **place)
{
    if (*place && !fetch_is_right(*place))
        fetch_detach(place);
    return *place;
}

void cache_get(cache_t *self, text_t key, cache_value_fn *done, void *context)
{
    cache_status_t status;
    text_t value;
    const unsigned slot = cache_tracking_slot(self->tracking, key);
    if (peek(self, key, slot, &status, &value)) {
        done(context, status, value);
        return;
    }
    self->counts.misses++;
    const uint64_t stamp = cache_tracking_stamp(self->tracking);
    bool sharing = key_is_tracked(self, key) && cache_tracking_covers(self->tracking, slot, stamp);
    fetch_t **place = fetch_place(self, key, cache_table_hash(self->table, key));
    fetch_t *fetch = sharing ? fetch_find(place) : NULL;
    if (fetch) {
        fetch_join(fetch, done, context);
        return;
    }
    fetch = fetch_new(self, key, done, context);
    fetch->stamp = stamp;
    if (!fetch_send(fetch)) {
        free(fetch);
        done(context, CACHE_UNAVAILABLE, TEXT_NONE);
    } else if (sharing) {
        fetch->shared = true;
        *place = fetch;
    }
}

redis_t *cache_connection(cache_t *self)
{
    return cache_tracking_data(self->tracking);
}

bool cache_is_tracking(const cache_t *self)
{
    return cache_tracking_is_on(self->tracking);
}

cache_counts_t cache_counts(const cache_t *self)
{
    cache_counts_t counts = self->counts;
    counts.entries = cache_table_count(self->table);
    counts.evictions = cache_table_evictions(self->table);
    counts.data = redis_counts(cache_tracking_data(self->tracking));
    counts.subscriber = cache_tracking_subscribers(self->tracking);
    return counts;
}
