/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/node.h"

#include <stdlib.h>

#include "base/back_off.h"
#include "base/buffer.h"
#include "common/redis/confirmation.h"
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
} redis_node_state_t;

struct redis_node {
    redis_shared_t *shared;
    const redis_node_events_t *events;
    void *owner;
    redis_address_t address;    /* of the server, as far as it is known */
    redis_sentinel_t *sentinel; /* NULL: the address is fixed */
    redis_link_t *link;
    redis_node_state_t state;
    loop_timer_t *retry;
    back_off_t back_off;
    int64_t ready_at;   /* ms: since when it is REDIS_READY */
    size_t steps;       /* preparing commands that are not yet answered */
    bool prepare_again; /* one of them was refused for now (LOADING, …) */
    redis_confirmation_t confirmation;
    redis_listener_t listener; /* of published messages */
    uint64_t connections;      /* that became ready */
    redis_log_t log;
    char name[REDIS_ADDRESS_SIZE]; /* for the log, where the options do not say it */
};

static void retry_later(redis_node_t *self)
{
    loop_timer_set(self->retry, back_off_next(&self->back_off));
}

static void prepare(redis_node_t *self)
{
    self->prepare_again = false;
    const redis_preparation_t preparation = {&self->shared->options, &self->shared->scripts,
                                             self->shared->token, .find_master = self->sentinel != NULL,
                                             .ask_form = !self->events->refused};
    self->steps += redis_prepare_connection(self->link, &preparation);
}

static void become_ready(redis_node_t *self)
{
    self->state = REDIS_READY;
    self->ready_at = loop_now(self->shared->loop);
    if (++self->connections > 1)
        self->shared->counts.reconnects++;
    redis_log_ready(&self->log, self->sentinel ? &self->address : NULL, self->shared->gathering);
    if (self->sentinel)
        loop_timer_set(self->retry, STILL_MASTER_EVERY);
    self->events->changed(self->owner, self, true);
}

static void prepare_answered(redis_node_t *self, const redis_reply_t *reply)
{
    self->steps--;
    if (!reply)
        return;
    const char *why;
    const redis_step_t step = redis_step_judge(reply, &why);
    if (step == REDIS_STEP_HOPELESS)
        redis_link_break(self->link, why);
    else if (step == REDIS_STEP_LATER) {
        redis_log_failure(&self->log, "redis not ready", why);
        self->prepare_again = true;
        self->shared->refused(self->shared->owner, redis_text(reply));
    }
    if (self->steps > 0 || self->state != REDIS_PREPARING || !redis_link_is_open(self->link))
        return;
    if (self->prepare_again)
        retry_later(self);
    else
        become_ready(self);
}

static void connect_to(redis_node_t *self, const redis_address_t *address)
{
    self->state = REDIS_PREPARING;
    loop_timer_unset(self->retry);
    redis_link_open(self->link, address);
    prepare(self);
}

/* While there is a connection: after a failover on purpose the old master goes on as one for seconds, and
 * what it is given is lost. */
static void check_master(redis_node_t *self, const redis_address_t *master)
{
    if (master && !redis_address_equal(master, &self->address))
        redis_link_break(self->link, "there is another master");
    else
        loop_timer_set(self->retry, STILL_MASTER_EVERY);
}

static void master_told(void *context, const redis_address_t *master, const char *reason)
{
    redis_node_t *self = context;
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
    redis_node_t *self = context;
    if (self->state == REDIS_PREPARING) {
        if (redis_link_is_open(self->link))
            prepare(self);
    } else if (self->sentinel)
        redis_sentinel_ask(self->sentinel);
    else if (self->state == REDIS_WAITING)
        connect_to(self, &self->address);
}

static void link_closed(void *owner, const char *reason)
{
    redis_node_t *self = owner;
    bool was_ready = self->state == REDIS_READY;
    self->state = REDIS_WAITING;
    loop_timer_unset(self->retry);
    redis_log_failure(&self->log, was_ready ? "redis lost" : "redis not reachable", reason);
    if (!was_ready)
        return;
    if (loop_now(self->shared->loop) - self->ready_at >= LASTED)
        back_off_reset(&self->back_off);
    self->events->changed(self->owner, self, false);
    redis_confirmation_give_up(&self->confirmation);
}

static void link_emptied(void *owner)
{
    retry_later(owner);
}

static void mend(redis_node_t *self, const redis_verdict_t *verdict)
{
    if (verdict->mend == REDIS_MEND_CONNECTION)
        redis_link_break(self->link, verdict->code);
    else if (verdict->mend == REDIS_MEND_SCRIPTS && self->steps == 0 && redis_link_is_open(self->link))
        self->steps += redis_prepare_scripts(self->link, &self->shared->scripts);
}

/* Whether a cluster goes on elsewhere with what was refused. */
static bool take_over(redis_node_t *self, const redis_held_answer_t *answer)
{
    if (!self->events->refused)
        return false;
    const redis_refusal_t refusal = {&answer->waiter, answer->reply,
                                     redis_link_command(self->link, &answer->waiter)};
    return self->events->refused(self->owner, self, &refusal);
}

/* True when the command goes on elsewhere. */
static bool settle(redis_node_t *self, redis_held_answer_t *answer)
{
    if (!answer->reply) {
        answer->status = REDIS_LOST;
        return false;
    }
    const redis_verdict_t *verdict = redis_reply_judge(answer->reply);
    answer->status = verdict->status;
    if (verdict->status == REDIS_OK)
        return false;
    if (verdict->mend == REDIS_MEND_ROUTE && take_over(self, answer))
        return true;
    redis_log_refusal(&self->log, loop_now(self->shared->loop), redis_text(answer->reply));
    mend(self, verdict);
    return false;
}

static void count_answer(redis_node_t *self, const redis_waiter_t *waiter)
{
    int64_t took = loop_now_us(self->shared->loop) - waiter->sent_at;
    histogram_add(&self->shared->counts.round_trip, took);
    if (waiter->script) {
        waiter->script->calls++;
        waiter->script->time += (uint64_t)took;
    }
}

static void command_answered(redis_node_t *self, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    redis_held_answer_t answer = {.waiter = *waiter, .reply = reply};
    if (settle(self, &answer))
        return;
    if (reply)
        count_answer(self, waiter);
    redis_confirmation_take(&self->confirmation, &answer);
}

static void link_answered(void *owner, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    redis_node_t *self = owner;
    if (waiter->prepares)
        prepare_answered(self, reply);
    else if (waiter->confirms)
        redis_confirmation_told(&self->confirmation, reply);
    else if (!waiter->unheard)
        command_answered(self, waiter, reply);
}

static void link_pushed(void *owner, const redis_reply_t *message)
{
    const redis_node_t *self = owner;
    if (self->listener.message)
        self->listener.message(self->listener.context, redis_text(message->element[1]), message->element[2]);
}

static const redis_link_events_t LINK_EVENTS = {link_answered, link_pushed, link_closed, link_emptied};

/* What is no address is taken for the path of a socket: connecting says that it is not there. */
static void take_configured(redis_node_t *self)
{
    const redis_options_t *options = &self->shared->options;
    redis_sentinel_options_t sentinel = {.user = options->sentinel_user,
                                         .password = options->sentinel_password,
                                         .done = master_told,
                                         .context = self};
    if (redis_sentinels_read(options->address, &sentinel.sentinels))
        self->sentinel = redis_sentinel_new(self->shared->loop, &sentinel);
    else if (!redis_address_read(options->address, &self->address))
        self->address = (redis_address_t){.local = true};
}

redis_node_t *redis_node_new(redis_shared_t *shared, const redis_address_t *address,
                             const redis_node_events_t *events, void *owner)
{
    redis_node_t *self = memory_new_zeroed(sizeof *self);
    self->shared = shared;
    self->events = events;
    self->owner = owner;
    back_off_init(&self->back_off, 10, 1000);
    /* Before the link: what the Sentinels' end of an iteration asks of it is done in the same one. */
    if (address)
        self->address = *address;
    else
        take_configured(self);
    redis_address_write(&self->address, self->name);
    self->log.address = address ? self->name : shared->options.address;
    self->log.quiet = shared->options.quiet;
    self->link = redis_link_new(shared->loop, shared->options.silence, &LINK_EVENTS, self);
    if (events->refused)
        redis_link_keep_commands(self->link);
    self->confirmation = (redis_confirmation_t){.shared = shared, .link = self->link, .log = &self->log};
    self->retry = loop_timer_new(shared->loop, retry_due, self);
    retry_later(self);
    return self;
}

void redis_node_destroy(redis_node_t **self_p)
{
    redis_node_t *self = *self_p;
    if (!self)
        return;
    self->state = REDIS_WAITING;
    redis_confirmation_give_up(&self->confirmation);
    redis_link_destroy(&self->link);
    redis_sentinel_destroy(&self->sentinel);
    redis_held_free(&self->confirmation.held);
    loop_timer_destroy(&self->retry);
    free(self);
    *self_p = NULL;
}

bool redis_node_is_connected(const redis_node_t *self)
{
    return self->state == REDIS_READY && redis_link_is_open(self->link);
}

size_t redis_node_in_flight(const redis_node_t *self)
{
    return redis_link_in_flight(self->link) + self->confirmation.held.count;
}

const char *redis_node_address(const redis_node_t *self)
{
    return self->log.address;
}

const char *redis_node_trouble(const redis_node_t *self)
{
    return self->log.failed;
}

bool redis_node_send(redis_node_t *self, const redis_command_t *command, redis_waiter_t *waiter)
{
    if (!redis_node_is_connected(self))
        return false;
    waiter->sent_at = loop_now_us(self->shared->loop);
    redis_link_write(self->link, command);
    redis_link_expect(self->link, waiter);
    self->shared->counts.commands++;
    return true;
}

bool redis_node_send_again(redis_node_t *self, text_t command, const redis_waiter_t *waiter, bool asking)
{
    if (!redis_node_is_connected(self))
        return false;
    if (asking)
        redis_ask_once(self->link);
    redis_link_write_again(self->link, command);
    redis_link_expect(self->link, waiter);
    return true;
}

/* One SUBSCRIBE a channel, so that each has one answer, also when it is refused. */
bool redis_node_subscribe(redis_node_t *self, const redis_command_t *channels,
                          const redis_listener_t *listener)
{
    if (!redis_node_is_connected(self))
        return false;
    self->listener = *listener;
    for (size_t i = 0; i < channels->count; i++) {
        redis_command_t command = {0};
        redis_waiter_t waiter = {.context = listener->context, .subscribes = true};
        waiter.done = i + 1 == channels->count ? listener->done : NULL;
        redis_add_literal(&command, "SUBSCRIBE");
        redis_add(&command, (text_t){channels->values[i], channels->sizes[i]});
        redis_node_send(self, &command, &waiter);
    }
    return true;
}

void redis_node_read(redis_node_t *self)
{
    redis_link_read(self->link);
}
