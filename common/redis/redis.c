/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/redis.h"

#include <assert.h>
#include <stdlib.h>

#include "base/back_off.h"
#include "common/redis/held.h"
#include "common/redis/log.h"
#include "common/redis/prepare.h"
#include "common/redis/sentinel.h"
#include "common/redis/verdict.h"

enum {
    LASTED = 1000,            /* ms: after a connection that was ready for so long, back-off begins anew */
    STILL_MASTER_EVERY = 1000 /* ms: how often Sentinels are asked while there is a connection */
};

typedef enum {
    REDIS_WAITING,   /* no connection; the retry timer is set, or the Sentinels are asked */
    REDIS_PREPARING, /* connecting, authenticating, loading scripts */
    REDIS_READY
} redis_state_t;

struct redis {
    loop_t *loop;
    redis_options_t options;
    redis_address_t address;    /* of the server, as far as it is known */
    redis_sentinel_t *sentinel; /* NULL: the address is fixed */
    redis_link_t *link;
    redis_state_t state;
    loop_timer_t *retry;
    back_off_t back_off;
    int64_t ready_at;          /* ms: since when it is REDIS_READY */
    size_t steps;              /* preparing commands that are not yet answered */
    bool prepare_again;        /* one of them was refused for now (LOADING, …) */
    redis_held_t held;         /* answers that wait for the replicas, and those behind them */
    bool confirming;           /* a WAIT is on its way */
    redis_listener_t listener; /* of published messages */
    redis_scripts_t scripts;
    redis_counts_t counts;
    uint64_t connections; /* that became ready */
    redis_log_t log;
};

static void retry_later(redis_t *self)
{
    loop_timer_set(self->retry, back_off_next(&self->back_off));
}

static void prepare(redis_t *self)
{
    self->prepare_again = false;
    self->steps += redis_prepare_connection(self->link, &self->options, &self->scripts,
                                            self->sentinel != NULL);
}

static void become_ready(redis_t *self)
{
    self->state = REDIS_READY;
    self->ready_at = loop_now(self->loop);
    if (++self->connections > 1)
        self->counts.reconnects++;
    redis_log_ready(&self->log, self->sentinel ? &self->address : NULL);
    if (self->sentinel)
        loop_timer_set(self->retry, STILL_MASTER_EVERY);
    if (self->options.changed)
        self->options.changed(self->options.context, true);
}

/* The array is the answer to ROLE. */
static bool step_ends_it(const redis_reply_t *reply, const redis_verdict_t *verdict)
{
    if (reply->type == REDIS_REPLY_ERROR)
        return verdict->status == REDIS_OK || verdict->mend == REDIS_MEND_CONNECTION;
    return reply->type == REDIS_REPLY_ARRAY &&
           (reply->elements == 0 || !text_equal(redis_text(reply->element[0]), TEXT_LITERAL("master")));
}

static void prepare_answered(redis_t *self, const redis_reply_t *reply)
{
    self->steps--;
    if (!reply)
        return;
    if (step_ends_it(reply, redis_reply_judge(reply)))
        redis_link_break(self->link, reply->type == REDIS_REPLY_ERROR ? reply->str : "it is no master");
    else if (reply->type == REDIS_REPLY_ERROR) {
        redis_log_failure(&self->log, "redis not ready", reply->str);
        self->prepare_again = true;
    }
    if (self->steps > 0 || self->state != REDIS_PREPARING || !redis_link_is_open(self->link))
        return;
    if (self->prepare_again)
        retry_later(self);
    else
        become_ready(self);
}

static void connect_to(redis_t *self, const redis_address_t *address)
{
    self->state = REDIS_PREPARING;
    loop_timer_unset(self->retry);
    redis_link_open(self->link, address);
    prepare(self);
}

/* While there is a connection: after a failover on purpose the old master goes on as one for seconds, and
 * what it is given is lost. */
static void check_master(redis_t *self, const redis_address_t *master)
{
    if (master && !redis_address_equal(master, &self->address))
        redis_link_break(self->link, "there is another master");
    else
        loop_timer_set(self->retry, STILL_MASTER_EVERY);
}

static void master_told(void *context, const redis_address_t *master, const char *reason)
{
    redis_t *self = context;
    if (!master)
        redis_log_failure(&self->log, "no sentinel tells the master", reason);
    if (self->state == REDIS_READY)
        check_master(self, master);
    else if (self->state == REDIS_WAITING && master) {
        self->address = *master;
        connect_to(self, master);
    } else if (self->state == REDIS_WAITING)
        retry_later(self);
}

static void retry_due(void *context)
{
    redis_t *self = context;
    if (self->state == REDIS_PREPARING) {
        if (redis_link_is_open(self->link))
            prepare(self);
    } else if (self->sentinel)
        redis_sentinel_ask(self->sentinel);
    else if (self->state == REDIS_WAITING)
        connect_to(self, &self->address);
}

static void give(redis_t *self, const redis_held_answer_t *answer)
{
    const redis_waiter_t *waiter = &answer->waiter;
    if (answer->status != REDIS_OK)
        self->counts.errors++;
    if (waiter->done)
        waiter->done(waiter->context, answer->status, answer->status == REDIS_OK ? answer->reply : NULL);
}

/* Gives out all answers that are held: durable ones only if enough replicas have what they tell. */
static void release(redis_t *self, bool confirmed)
{
    for (size_t i = 0; i < self->held.count; i++) {
        redis_held_answer_t answer = self->held.answers[i];
        if (answer.waiter.durable && answer.status == REDIS_OK && !confirmed) {
            answer.status = REDIS_LOST;
            self->counts.unconfirmed++;
        }
        give(self, &answer);
    }
    redis_held_clear(&self->held);
}

static void link_closed(void *owner, const char *reason)
{
    redis_t *self = owner;
    bool was_ready = self->state == REDIS_READY;
    self->state = REDIS_WAITING;
    self->confirming = false;
    loop_timer_unset(self->retry);
    redis_log_failure(&self->log, was_ready ? "redis lost" : "redis not reachable", reason);
    if (!was_ready)
        return;
    if (loop_now(self->loop) - self->ready_at >= LASTED)
        back_off_reset(&self->back_off);
    if (self->options.changed)
        self->options.changed(self->options.context, false);
    release(self, false);
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
        self->steps += redis_prepare_scripts(self->link, &self->scripts);
}

static redis_status_t settle(redis_t *self, const redis_reply_t *reply)
{
    if (!reply)
        return REDIS_LOST;
    const redis_verdict_t *verdict = redis_reply_judge(reply);
    if (verdict->status != REDIS_OK) {
        redis_log_refusal(&self->log, loop_now(self->loop), redis_text(reply));
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

/* Replies come in order, and WAIT speaks for whatever was done before it: for all that is held by now. */
static void confirmation_answered(redis_t *self, const redis_reply_t *reply)
{
    self->confirming = false;
    if (!reply)
        return;
    bool confirmed = reply->type == REDIS_REPLY_INTEGER && reply->integer >= self->options.replicas;
    if (reply->type == REDIS_REPLY_ERROR) {
        redis_log_refusal(&self->log, loop_now(self->loop), redis_text(reply));
        redis_link_break(self->link, reply->str);
    } else if (!confirmed)
        redis_log_refusal(&self->log, loop_now(self->loop), TEXT_LITERAL("too few replicas answer in time"));
    release(self, confirmed);
}

/* An answer behind held ones is held too: callers may count on the order. */
static bool must_be_held(const redis_t *self, const redis_held_answer_t *answer)
{
    return answer->reply && (self->held.count > 0 || (answer->waiter.durable && answer->status == REDIS_OK));
}

static void command_answered(redis_t *self, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    const redis_held_answer_t answer = {*waiter, settle(self, reply), reply};
    if (reply)
        count_answer(self, waiter);
    if (!must_be_held(self, &answer)) {
        give(self, &answer);
        return;
    }
    redis_held_add(&self->held, &answer);
    if (!self->confirming)
        redis_ask_replicas(self->link, &self->options);
    self->confirming = true;
}

static void link_answered(void *owner, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    redis_t *self = owner;
    if (waiter->prepares)
        prepare_answered(self, reply);
    else if (waiter->confirms)
        confirmation_answered(self, reply);
    else
        command_answered(self, waiter, reply);
}

static void link_pushed(void *owner, const redis_reply_t *message)
{
    redis_t *self = owner;
    if (self->listener.message)
        self->listener.message(self->listener.context, redis_text(message->element[1]), message->element[2]);
}

static const redis_link_events_t LINK_EVENTS = {link_answered, link_pushed, link_closed, link_emptied};

/* What is no address is taken for the path of a socket: connecting says that it is not there. */
static void take_address(redis_t *self)
{
    const redis_options_t *options = &self->options;
    redis_sentinel_options_t sentinel = {.user = options->sentinel_user,
                                         .password = options->sentinel_password,
                                         .done = master_told,
                                         .context = self};
    if (redis_sentinels_read(options->address, &sentinel.sentinels))
        self->sentinel = redis_sentinel_new(self->loop, &sentinel);
    else if (!redis_address_read(options->address, &self->address))
        self->address = (redis_address_t){.local = true};
}

redis_t *redis_new(loop_t *loop, const redis_options_t *options)
{
    redis_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->options = *options;
    self->log.address = options->address;
    back_off_init(&self->back_off, 10, 1000);
    redis_scripts_register(&self->scripts, options->scripts);
    take_address(self); /* first: what the Sentinels' end of an iteration asks of the link is done in the same
                           iteration */
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
    release(self, false);
    redis_link_destroy(&self->link);
    redis_sentinel_destroy(&self->sentinel);
    redis_held_free(&self->held);
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
    return redis_link_in_flight(self->link) + self->held.count;
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

bool redis_send_durable(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context)
{
    return command_send(
        self, command,
        &(redis_waiter_t){.done = done, .context = context, .durable = self->options.replicas > 0});
}

bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context)
{
    size_t i = redis_scripts_find(&self->scripts, script);
    assert(i < self->scripts.count);
    redis_command_t whole;
    redis_scripts_call(&self->scripts, i, key_count, command, &whole);
    redis_waiter_t waiter = {.done = done,
                             .context = context,
                             .script = &self->scripts.counts[i],
                             .durable = self->options.replicas > 0 && !script->reads};
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
    counts.trouble = self->log.failed;
    counts.in_flight = redis_in_flight(self);
    counts.scripts = self->scripts.counts;
    counts.script_count = self->scripts.count;
    return counts;
}
