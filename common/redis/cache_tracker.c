/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cache_tracker.h"

#include <stdlib.h>

#include "common/observe/log_limit.h"

enum { RETRY_MS = 1000 };

static const char CHANNEL[] = "__redis__:invalidate";

struct cache_tracker {
    const cache_tracker_options_t *options;
    size_t place;
    redis_t *subscriber; /* NULL: nothing is to be heard */
    redis_counts_t gone; /* what subscribers before this one have counted */
    loop_timer_t *retry;
    char *address;
    int64_t subscriber_id; /* Redis' client id of the subscriber */
    int64_t asked_id;      /* the one that tracking was last asked to tell */
    size_t asks;           /* requests to turn tracking on that are not yet answered */
    bool listening;        /* the subscription is acknowledged */
    bool on;
};

static void turn(cache_tracker_t *self, bool on)
{
    if (self->on == on)
        return;
    self->on = on;
    self->options->turned(self->options->owner, self->place, on);
}

static void invalidated(void *context, text_t channel, const redis_reply_t *payload)
{
    cache_tracker_t *self = context;
    if (!text_equal(channel, text_of(CHANNEL)))
        return;
    /* No list: FLUSHALL and the like. */
    if (payload->type != REDIS_REPLY_ARRAY) {
        const bool on = self->on;
        turn(self, false);
        turn(self, on);
    } else
        for (size_t i = 0; i < payload->elements; i++)
            self->options->forget(self->options->owner, redis_text(payload->element[i]));
}

/* Redis refused what tracking needs (an old version, a right that the user lacks): asked again later. */
static void refused(cache_tracker_t *self, const char *what, redis_status_t status,
                    const redis_reply_t *reply)
{
    if (status == REDIS_LOST)
        return;
    log_limited(LOG_WARNING, "cache off", LOG_STRING("refused", what),
                LOG_TEXT("answer", reply ? redis_text(reply) : TEXT_LITERAL("none")));
    loop_timer_set(self->retry, RETRY_MS);
}

static void tracking_answered(void *context, redis_status_t status, const redis_reply_t *reply)
{
    cache_tracker_t *self = context;
    if (--self->asks > 0)
        return;
    if (status != REDIS_OK || reply->type != REDIS_REPLY_STATUS)
        refused(self, "CLIENT TRACKING", status, reply);
    else if (self->listening && self->asked_id == self->subscriber_id)
        turn(self, true);
}

/* First off, because Redis refuses prefixes that the connection tracks already. */
static void tracking_ask(cache_tracker_t *self)
{
    if (!self->listening || !redis_place_is_connected(self->options->data, self->place))
        return;
    redis_command_t off = {0};
    redis_add_literal(&off, "CLIENT");
    redis_add_literal(&off, "TRACKING");
    redis_add_literal(&off, "OFF");
    redis_send_to(self->options->data, self->place, &off, NULL, NULL);

    char digits[24];
    buffer_t id = {digits, 0, sizeof digits};
    buffer_append_int(&id, self->subscriber_id);
    redis_command_t on = {0};
    redis_add_literal(&on, "CLIENT");
    redis_add_literal(&on, "TRACKING");
    redis_add_literal(&on, "ON");
    redis_add_literal(&on, "REDIRECT");
    redis_add(&on, buffer_text(&id));
    redis_add_literal(&on, "BCAST");
    for (const char *const *prefix = self->options->prefixes; *prefix; prefix++) {
        redis_add_literal(&on, "PREFIX");
        redis_add(&on, text_of(*prefix));
    }
    self->asked_id = self->subscriber_id;
    self->asks += redis_send_to(self->options->data, self->place, &on, tracking_answered, self);
}

static void subscription_answered(void *context, redis_status_t status, const redis_reply_t *reply)
{
    cache_tracker_t *self = context;
    if (status != REDIS_OK || reply->type != REDIS_REPLY_ARRAY) {
        refused(self, "SUBSCRIBE", status, reply);
        return;
    }
    self->listening = true;
    tracking_ask(self);
}

static void id_answered(void *context, redis_status_t status, const redis_reply_t *reply)
{
    cache_tracker_t *self = context;
    self->subscriber_id = status == REDIS_OK ? redis_int(reply) : 0;
}

static void listen(cache_tracker_t *self)
{
    redis_command_t id = {0};
    redis_add_literal(&id, "CLIENT");
    redis_add_literal(&id, "ID");
    redis_send(self->subscriber, &id, id_answered, self);
    redis_command_t channel = {0};
    redis_add(&channel, text_of(CHANNEL));
    redis_subscribe(self->subscriber, &channel,
                    &(redis_listener_t){invalidated, subscription_answered, self});
}

static void subscriber_changed(void *context, bool connected)
{
    cache_tracker_t *self = context;
    self->listening = false;
    turn(self, false);
    if (connected)
        listen(self);
}

void cache_tracker_data_changed(cache_tracker_t *self, bool connected)
{
    turn(self, false);
    if (connected)
        tracking_ask(self);
}

static void retry_due(void *context)
{
    cache_tracker_t *self = context;
    if (self->listening)
        tracking_ask(self);
    else if (self->subscriber && redis_is_connected(self->subscriber))
        listen(self);
}

static void connect(cache_tracker_t *self)
{
    redis_options_t redis = *self->options->redis;
    redis.address = self->address;
    redis.scripts = NULL;
    redis.places = NULL;
    redis.stays = true;
    if (!self->options->alone)
        redis.form = NULL;
    redis.context = self;
    redis.changed = subscriber_changed;
    self->subscriber = redis_new(self->options->loop, &redis);
}

void cache_tracker_hear(cache_tracker_t *self, bool wanted)
{
    if (wanted && !self->subscriber)
        connect(self);
    if (wanted)
        return;
    self->listening = false;
    turn(self, false);
    if (self->subscriber) {
        const redis_counts_t counts = redis_counts(self->subscriber);
        redis_counts_add_gone(&self->gone, &counts);
    }
    redis_destroy(&self->subscriber);
}

cache_tracker_t *cache_tracker_new(const cache_tracker_options_t *options, size_t place)
{
    cache_tracker_t *self = memory_new_zeroed(sizeof *self);
    self->options = options;
    self->place = place;
    self->retry = loop_timer_new(options->loop, retry_due, self);
    self->address = memory_copy_text(text_of(redis_place_address(options->data, place)));
    return self;
}

void cache_tracker_destroy(cache_tracker_t **self_p)
{
    cache_tracker_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    redis_destroy(&self->subscriber);
    loop_timer_destroy(&self->retry);
    free(self->address);
    free(self);
}

bool cache_tracker_is_on(const cache_tracker_t *self)
{
    return self->on && self->subscriber && redis_is_connected(self->subscriber) &&
           redis_place_is_connected(self->options->data, self->place);
}

void cache_tracker_catch_up(cache_tracker_t *self)
{
    if (self->subscriber)
        redis_read(self->subscriber);
}

redis_counts_t cache_tracker_counts(const cache_tracker_t *self)
{
    redis_counts_t counts = {.trouble = "waits for the cluster"};
    if (self->subscriber)
        counts = redis_counts(self->subscriber);
    redis_counts_add_gone(&counts, &self->gone);
    return counts;
}
