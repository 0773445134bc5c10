/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cache_tracking.h"

#include <stdlib.h>

#include "common/redis/address.h"
#include "common/redis/cache_tracker.h"
#include "common/redis/slots.h"

/* Later than any stamp: nobody tells. */
static const uint64_t NEVER = UINT64_MAX;

/* Of the server at the same place of `data`. */
typedef struct {
    cache_tracker_t *tracker; /* NULL: there is no such server */
    uint64_t since;           /* what was remembered before may be wrong */
    uint64_t caught_up;       /* the last iteration in which it was read, unless it has turned since */
    uint64_t told_since;      /* as cache_tracking_since has it; right in that iteration */
} place_t;

struct cache_tracking {
    redis_options_t redis;
    cache_tracker_options_t options;
    const cache_tracking_events_t *events;
    void *owner;
    redis_t *data;
    place_t places[REDIS_PLACES_MAX];
    size_t used;
    redis_counts_t gone; /* what trackers of servers that are no masters any more have counted */
    uint64_t clock;      /* of changes in the tracking itself */
    uint64_t iteration;  /* counted from 1 */
    uint64_t *slots;     /* since when each is where it is; NULL: there is one server */
};

/* A server whose keys were not told of so far has news for those who heard nothing of them. */
static void turned(void *owner, size_t place, bool on)
{
    cache_tracking_t *self = owner;
    self->places[place].since = ++self->clock;
    self->places[place].caught_up = 0;
    if (!on || self->slots)
        self->events->forget_all(self->owner, !self->slots);
}

static void forget(void *owner, text_t key)
{
    const cache_tracking_t *self = owner;
    self->events->forget(self->owner, key);
}

static void drop_tracker(cache_tracking_t *self, size_t place)
{
    cache_tracker_t **tracker = &self->places[place].tracker;
    self->places[place].caught_up = 0;
    if (!*tracker)
        return;
    const redis_counts_t counts = cache_tracker_counts(*tracker);
    redis_counts_add_gone(&self->gone, &counts);
    cache_tracker_destroy(tracker);
}

static void place_changed(void *context, size_t place, redis_place_event_t event)
{
    cache_tracking_t *self = context;
    cache_tracker_t **tracker = &self->places[place].tracker;
    self->places[place].caught_up = 0;
    if (event == REDIS_PLACE_UP && !*tracker) {
        *tracker = cache_tracker_new(&self->options, place);
        cache_tracker_hear(*tracker, !self->slots || redis_is_connected(self->data));
    }
    if (*tracker)
        cache_tracker_data_changed(*tracker, event == REDIS_PLACE_UP);
    if (event == REDIS_PLACE_GONE)
        drop_tracker(self, place);
    if (self->used <= place)
        self->used = place + 1;
}

/* Of a cluster: the form of the store is known for all of it at once, not for each connection. */
static void data_changed(void *context, bool connected)
{
    const cache_tracking_t *self = context;
    for (size_t i = 0; self->slots && i < self->used; i++)
        if (self->places[i].tracker)
            cache_tracker_hear(self->places[i].tracker, connected);
}

static void slot_moved(void *context, unsigned slot)
{
    cache_tracking_t *self = context;
    self->slots[slot] = ++self->clock;
}

/* What was remembered is of another store, and none of its servers is known yet. */
static void store_turned(void *context, const char *address)
{
    cache_tracking_t *self = context;
    redis_seeds_t seeds;
    for (size_t i = 0; i < self->used; i++) {
        drop_tracker(self, i);
        self->places[i].since = ++self->clock;
    }
    free(self->slots);
    self->slots = redis_seeds_read(address, &seeds) ? memory_new_zeroed(REDIS_SLOTS * sizeof *self->slots)
                                                    : NULL;
    self->options.alone = !self->slots;
    self->events->forget_all(self->owner, true);
}

cache_tracking_t *cache_tracking_new(loop_t *loop, const redis_options_t *redis, const char *const *prefixes,
                                     const cache_tracking_events_t *events, void *owner)
{
    static const redis_places_events_t places = {place_changed, slot_moved, store_turned};
    cache_tracking_t *self = memory_new_zeroed(sizeof *self);
    redis_seeds_t seeds;
    self->redis = *redis;
    self->redis.scripts = NULL;
    self->redis.changed = data_changed;
    self->redis.places = &places;
    self->redis.context = self;
    self->events = events;
    self->owner = owner;
    self->gone.trouble = "";
    self->iteration = 1;
    if (redis_seeds_read(redis->address, &seeds))
        self->slots = memory_new_zeroed(REDIS_SLOTS * sizeof *self->slots);
    self->data = redis_new(loop, &self->redis);
    self->options = (cache_tracker_options_t){.loop = loop,
                                              .redis = &self->redis,
                                              .prefixes = prefixes,
                                              .data = self->data,
                                              .alone = !self->slots,
                                              .forget = forget,
                                              .turned = turned,
                                              .owner = self};
    return self;
}

void cache_tracking_destroy(cache_tracking_t **self_p)
{
    cache_tracking_t *self = *self_p;
    if (!self)
        return;
    redis_destroy(&self->data);
    for (size_t i = 0; i < self->used; i++)
        cache_tracker_destroy(&self->places[i].tracker);
    free(self->slots);
    free(self);
    *self_p = NULL;
}

redis_t *cache_tracking_data(cache_tracking_t *self)
{
    return self->data;
}

redis_counts_t cache_tracking_subscribers(const cache_tracking_t *self)
{
    redis_counts_t all = self->gone;
    size_t masters = 0, connected = 0;
    for (size_t i = 0; i < redis_places_used(self->data); i++) {
        const cache_tracker_t *tracker = self->places[i].tracker;
        redis_counts_t counts = {.connected = false};
        if (tracker) {
            counts = cache_tracker_counts(tracker);
            redis_counts_add(&all, &counts);
        }
        if (redis_place_is_master(self->data, i)) {
            masters++;
            connected += counts.connected;
        }
    }
    all.connected = connected > 0;
    all.masters = masters;
    all.masters_connected = connected;
    return all;
}

bool cache_tracking_is_on(const cache_tracking_t *self)
{
    size_t on = 0;
    for (size_t i = 0; i < self->used; i++) {
        const cache_tracker_t *tracker = self->places[i].tracker;
        if (!redis_place_is_master(self->data, i) || !redis_place_is_connected(self->data, i))
            continue;
        if (!tracker || !cache_tracker_is_on(tracker))
            return false;
        on++;
    }
    return on > 0;
}

uint64_t cache_tracking_stamp(const cache_tracking_t *self)
{
    return self->clock;
}

unsigned cache_tracking_slot(const cache_tracking_t *self, text_t key)
{
    return self->slots ? redis_slot_of(key) : 0;
}

static uint64_t told_since(const place_t *place)
{
    return place->tracker && cache_tracker_is_on(place->tracker) ? place->since : NEVER;
}

/* A slot that has come from another server since then was not told of by this one. */
static uint64_t slot_since(const cache_tracking_t *self, unsigned slot, uint64_t since)
{
    return self->slots && since < self->slots[slot] ? self->slots[slot] : since;
}

bool cache_tracking_covers(const cache_tracking_t *self, unsigned slot, uint64_t stamp)
{
    const size_t at = redis_place_of_slot(self->data, slot);
    return at != REDIS_NO_PLACE && stamp >= slot_since(self, slot, told_since(&self->places[at]));
}

/* What is read may turn it. */
static void catch_up(cache_tracking_t *self, place_t *place)
{
    place->caught_up = self->iteration;
    if (place->tracker)
        cache_tracker_catch_up(place->tracker);
    place->told_since = told_since(place);
}

uint64_t cache_tracking_since(cache_tracking_t *self, unsigned slot)
{
    const size_t at = redis_place_of_slot(self->data, slot);
    if (at == REDIS_NO_PLACE)
        return NEVER;
    place_t *place = &self->places[at];
    if (place->caught_up != self->iteration)
        catch_up(self, place);
    return slot_since(self, slot, place->told_since);
}

void cache_tracking_rest(cache_tracking_t *self)
{
    self->iteration++;
}
