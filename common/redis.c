/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/back_off.h"
#include "common/log.h"
#include "common/redis_address.h"
#include "common/redis_link.h"
#include "common/redis_reply.h"
#include "common/redis_scripts.h"

enum {
    LASTED = 1000, /* ms: after a connection that was ready for so long, back-off begins anew */
    REFUSALS_LOGGED_EVERY = 1000, /* ms */
    REASON_SIZE = 128
};

typedef enum {
    REDIS_WAITING,   /* no connection; the retry timer is set */
    REDIS_PREPARING, /* connecting, authenticating, loading scripts */
    REDIS_READY
} redis_state_t;

struct redis {
    loop_t *loop;
    redis_options_t options;
    redis_link_t *link;
    redis_state_t state;
    loop_timer_t *retry;
    back_off_t back_off;
    int64_t ready_at;          /* ms: since when it is REDIS_READY */
    size_t steps;              /* preparing commands that are not yet answered */
    bool prepare_again;        /* one of them was refused for now (LOADING, …) */
    redis_listener_t listener; /* of published messages */
    redis_scripts_t scripts;
    redis_counts_t counts;
    uint64_t connections;      /* that became ready */
    int64_t refusal_logged_at; /* ms */
    char logged[REASON_SIZE];  /* the last failure that was logged since it was ready */
};

static void retry_later(redis_t *self)
{
    loop_timer_set(self->retry, back_off_next(&self->back_off));
}

static void prepare_send(redis_t *self, const redis_command_t *command)
{
    static const redis_waiter_t step = {.prepares = true};
    redis_link_write(self->link, command);
    redis_link_expect(self->link, &step);
    self->steps++;
}

static void prepare_scripts(redis_t *self)
{
    for (size_t i = 0; i < self->scripts.count; i++) {
        redis_command_t command = {0};
        redis_add_literal(&command, "SCRIPT");
        redis_add_literal(&command, "LOAD");
        redis_add(&command, text_of(self->scripts.counts[i].script->body));
        prepare_send(self, &command);
    }
}

/* All in one go. The PING comes last because a Redis that is loading answers LOADING to it even when there is
 * nothing else to ask. */
static void prepare(redis_t *self)
{
    const redis_options_t *options = &self->options;
    self->prepare_again = false;
    if (options->password && options->password[0]) {
        redis_command_t command = {0};
        redis_add_literal(&command, "AUTH");
        if (options->user && options->user[0])
            redis_add(&command, text_of(options->user));
        redis_add(&command, text_of(options->password));
        prepare_send(self, &command);
    }
    prepare_scripts(self);
    redis_command_t ping = {0};
    redis_add_literal(&ping, "PING");
    prepare_send(self, &ping);
}

static void become_ready(redis_t *self)
{
    self->state = REDIS_READY;
    self->ready_at = loop_now(self->loop);
    self->logged[0] = '\0';
    if (++self->connections > 1)
        self->counts.reconnects++;
    log_event(LOG_INFO, "redis ready", LOG_STRING("address", self->options.address));
    if (self->options.changed)
        self->options.changed(self->options.context, true);
}

static void prepare_answered(redis_t *self, const redis_reply_t *reply)
{
    self->steps--;
    if (!reply)
        return;
    const redis_verdict_t *verdict = redis_reply_judge(reply);
    if (reply->type == REDIS_REPLY_ERROR &&
        (verdict->status == REDIS_OK || verdict->mend == REDIS_MEND_CONNECTION))
        redis_link_break(self->link, reply->str);
    else if (reply->type == REDIS_REPLY_ERROR)
        self->prepare_again = true;
    if (self->steps > 0 || self->state != REDIS_PREPARING || !redis_link_is_open(self->link))
        return;
    if (self->prepare_again)
        retry_later(self);
    else
        become_ready(self);
}

/* A state that stays is logged once. */
static void log_failure(redis_t *self, const char *event, const char *reason)
{
    if (strncmp(self->logged, reason, REASON_SIZE - 1) == 0)
        return;
    snprintf(self->logged, sizeof self->logged, "%s", reason);
    log_event(LOG_WARNING, event, LOG_STRING("address", self->options.address), LOG_STRING("reason", reason));
}

/* At most one line a second: each command of an overload may get here. */
static void log_refusal(redis_t *self, const redis_reply_t *reply)
{
    int64_t now = loop_now(self->loop);
    if (self->refusal_logged_at && now - self->refusal_logged_at < REFUSALS_LOGGED_EVERY)
        return;
    self->refusal_logged_at = now;
    log_event(LOG_WARNING, "redis refuses", LOG_STRING("address", self->options.address),
              LOG_TEXT("answer", redis_text(reply)));
}

static void connect_now(redis_t *self)
{
    const char *reason;
    if (redis_link_open(self->link, self->options.address, &reason)) {
        self->state = REDIS_PREPARING;
        prepare(self);
        return;
    }
    log_failure(self, "redis not reachable", reason);
    retry_later(self);
}

static void retry_due(void *context)
{
    redis_t *self = context;
    if (self->state == REDIS_WAITING)
        connect_now(self);
    else if (redis_link_is_open(self->link))
        prepare(self);
}

static void link_closed(void *owner, const char *reason)
{
    redis_t *self = owner;
    bool was_ready = self->state == REDIS_READY;
    self->state = REDIS_WAITING;
    loop_timer_unset(self->retry);
    log_failure(self, was_ready ? "redis lost" : "redis not reachable", reason);
    if (!was_ready)
        return;
    if (loop_now(self->loop) - self->ready_at >= LASTED)
        back_off_reset(&self->back_off);
    if (self->options.changed)
        self->options.changed(self->options.context, false);
}

static void link_emptied(void *owner)
{
    retry_later(owner);
}

static void mend(redis_t *self, const redis_verdict_t *verdict)
{
    if (verdict->mend == REDIS_MEND_CONNECTION)
        redis_link_break(self->link, verdict->code);
    else if (verdict->mend == REDIS_MEND_SCRIPTS && self->steps == 0 && redis_link_is_open(self->link))
        prepare_scripts(self);
}

static redis_status_t settle(redis_t *self, const redis_reply_t *reply)
{
    if (!reply)
        return REDIS_LOST;
    const redis_verdict_t *verdict = redis_reply_judge(reply);
    if (verdict->status != REDIS_OK) {
        log_refusal(self, reply);
        mend(self, verdict);
    }
    return verdict->status;
}

static void count_answer(redis_t *self, const redis_waiter_t *waiter)
{
    int64_t took = loop_now_us(self->loop) - waiter->sent_at;
    histogram_add(&self->counts.round_trip, took);
    if (waiter->script) {
        waiter->script->calls++;
        waiter->script->time += (uint64_t)took;
    }
}

static void link_answered(void *owner, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    redis_t *self = owner;
    if (waiter->prepares) {
        prepare_answered(self, reply);
        return;
    }
    redis_status_t status = settle(self, reply);
    if (status != REDIS_OK)
        self->counts.errors++;
    if (reply)
        count_answer(self, waiter);
    if (waiter->done)
        waiter->done(waiter->context, status, status == REDIS_OK ? reply : NULL);
}

static void link_pushed(void *owner, const redis_reply_t *message)
{
    redis_t *self = owner;
    if (self->listener.message)
        self->listener.message(self->listener.context, redis_text(message->element[1]), message->element[2]);
}

static const redis_link_events_t LINK_EVENTS = {link_answered, link_pushed, link_closed, link_emptied};

bool redis_address_is_valid(const char *address)
{
    redis_address_t read;
    return redis_address_read(address, &read);
}

redis_t *redis_new(loop_t *loop, const redis_options_t *options)
{
    redis_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->options = *options;
    back_off_init(&self->back_off, 10, 1000);
    redis_scripts_register(&self->scripts, options->scripts);
    self->link = redis_link_new(loop, options->silence > 0 ? options->silence : REDIS_SILENCE, &LINK_EVENTS,
                                self);
    self->retry = loop_timer_new(loop, retry_due, self);
    retry_later(self);
    return self;
}

void redis_destroy(redis_t **self_p)
{
    redis_t *self = *self_p;
    if (!self)
        return;
    self->state = REDIS_WAITING;
    redis_link_destroy(&self->link);
    loop_timer_destroy(&self->retry);
    redis_scripts_free(&self->scripts);
    free(self);
    *self_p = NULL;
}

bool redis_is_connected(const redis_t *self)
{
    return self->state == REDIS_READY && redis_link_is_open(self->link);
}

size_t redis_in_flight(const redis_t *self)
{
    return redis_link_in_flight(self->link);
}

static bool command_send(redis_t *self, const redis_command_t *command, redis_waiter_t *waiter)
{
    if (!redis_is_connected(self))
        return false;
    waiter->sent_at = loop_now_us(self->loop);
    redis_link_write(self->link, command);
    redis_link_expect(self->link, waiter);
    self->counts.commands++;
    return true;
}

bool redis_send(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context)
{
    return command_send(self, command, &(redis_waiter_t){.done = done, .context = context});
}

bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context)
{
    size_t i = redis_scripts_find(&self->scripts, script);
    assert(i < self->scripts.count && key_count <= command->count && key_count < 10);
    assert(command->count + 3 <= REDIS_ARGUMENTS_MAX);

    const char digit = (char)('0' + key_count);
    redis_command_t whole;
    whole.count = 0;
    redis_add_literal(&whole, "EVALSHA");
    redis_add(&whole, (text_t){self->scripts.names[i].hex, REDIS_SCRIPT_NAME_SIZE});
    redis_add(&whole, (text_t){&digit, 1});
    for (size_t at = 0; at < command->count; at++)
        redis_add(&whole, (text_t){command->values[at], command->sizes[at]});
    redis_waiter_t waiter = {.done = done, .context = context, .script = &self->scripts.counts[i]};
    return command_send(self, &whole, &waiter);
}

/* One SUBSCRIBE a channel, so that each has one answer, also when it is refused. */
bool redis_subscribe(redis_t *self, const redis_command_t *channels, const redis_listener_t *listener)
{
    if (!redis_is_connected(self))
        return false;
    self->listener = *listener;
    for (size_t i = 0; i < channels->count; i++) {
        redis_command_t command = {0};
        redis_waiter_t waiter = {.context = listener->context, .subscribes = true};
        waiter.done = i + 1 == channels->count ? listener->done : NULL;
        redis_add_literal(&command, "SUBSCRIBE");
        redis_add(&command, (text_t){channels->values[i], channels->sizes[i]});
        command_send(self, &command, &waiter);
    }
    return true;
}

void redis_read(redis_t *self)
{
    redis_link_read(self->link);
}

redis_counts_t redis_counts(const redis_t *self)
{
    redis_counts_t counts = self->counts;
    counts.connected = redis_is_connected(self);
    counts.in_flight = redis_in_flight(self);
    counts.scripts = self->scripts.counts;
    counts.script_count = self->scripts.count;
    return counts;
}
