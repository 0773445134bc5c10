/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/polls.h"

#include <assert.h>
#include <stdlib.h>

#include "base/list.h"
#include "base/random.h"

enum { RECHECK_MS = 1000 /* between two looks whether changes of credentials are told again */ };

struct polls {
    loop_t *loop;
    hub_t *hub;
    polls_options_t options;
    link_t all;
    size_t count;
    loop_timer_t *recheck; /* set while changes of credentials may have been missed */
    random_t random;
    bool draining;
};

struct poll {
    listener_t listener; /* first: one is the other */
    polls_t *polls;
    exchange_t *exchange;
    link_t place;        /* in `all` */
    loop_timer_t *timer; /* set while it is held */
    int64_t until;       /* loop_now at the end of its time */
    int64_t wakes;   /* loop_now at which it is to ask before; 0: it has heard of nothing since it asked */
    int64_t held_us; /* loop_now_us since when; 0: it is not held */
    int64_t peer;    /* the other one of the conversation; 0: any */
    text_t nothing;  /* in the exchange's arena */
};

static int64_t id_in(const exchange_t *exchange, principal_kind_t kind)
{
    size_t offset = exchange->method->id_offsets[kind];
    int64_t id = 0;
    if (offset > 0)
        memcpy(&id, (const char *)exchange->record + offset, sizeof id);
    return id;
}

/* Seconds that it asks to wait; 0: it does not. */
static int64_t seconds_of(const exchange_t *exchange)
{
    const field_table_t *table = &exchange->method->request;
    int i = exchange->method->waits_for ? field_index(table, TEXT_LITERAL("wait")) : -1;
    int64_t seconds = 0;
    if (i >= 0 && record_has(exchange->record, (size_t)i))
        memcpy(&seconds, (const char *)exchange->record + table->fields[i].offset, sizeof seconds);
    return seconds;
}

static bool concerns(const poll_t *self, const event_t *event)
{
    bool staff = self->listener.who.kind == PRINCIPAL_STAFF;
    int64_t peer = staff ? event->customer_id : event->staff_id;
    return event->kind == self->exchange->method->waits_for && (self->peer == 0 || self->peer == peer);
}

/* What it is to wait for yet. */
static void set_timer(poll_t *self)
{
    int64_t at = self->wakes > 0 && self->wakes < self->until ? self->wakes : self->until;
    loop_timer_set(self->timer, at - loop_now(self->polls->loop));
}

/* Asks in so many ms, if it would not do so before. */
static void wake(poll_t *self, int64_t in)
{
    int64_t at = loop_now(self->polls->loop) + in;
    if (self->wakes > 0 && self->wakes <= at)
        return;
    self->wakes = at;
    if (self->held_us > 0)
        set_timer(self);
}

static void wake_spread(poll_t *self)
{
    wake(self, random_below(&self->polls->random, hub_spread(self->polls->count)));
}

static void hear(listener_t *listener, const event_t *event)
{
    poll_t *self = (poll_t *)listener;
    if (event && concerns(self, event))
        wake(self, 0);
    else if (!event)
        wake_spread(self);
}

/* While it was held nobody worked on it: that is not counted as time that its answer took. */
static void release(poll_t *self)
{
    self->exchange->began_us += loop_now_us(self->polls->loop) - self->held_us;
    self->held_us = 0;
    loop_timer_unset(self->timer);
}

static void ask(void *context)
{
    poll_t *self = context;
    release(self);
    self->wakes = 0;
    self->polls->options.ask(self->polls->options.context, self->exchange);
}

/* Who waits while Redis is away goes on waiting: nobody can say that they should not. */
static void recheck(void *context)
{
    polls_t *self = context;
    if (!self->options.is_tracking(self->options.context)) {
        loop_timer_set(self->recheck, RECHECK_MS);
        return;
    }
    for (link_t *at = self->all.next; at != &self->all; at = at->next)
        wake_spread(LIST_MEMBER(at, poll_t, place));
}

polls_t *polls_new(loop_t *loop, hub_t *hub, const polls_options_t *options)
{
    polls_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->hub = hub;
    self->options = *options;
    self->random = random_seeded();
    self->recheck = loop_timer_new(loop, recheck, self);
    list_init(&self->all);
    return self;
}

void polls_destroy(polls_t **self_p)
{
    polls_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    assert(self->count == 0);
    loop_timer_destroy(&self->recheck);
    free(self);
}

void polls_begin(polls_t *self, exchange_t *exchange)
{
    int64_t seconds = seconds_of(exchange);
    if (seconds == 0 || self->draining || exchange->left || self->count >= self->options.limit ||
        exchange->set_cookie.size > 0)
        return;
    principal_kind_t other = exchange->caller.kind == PRINCIPAL_STAFF ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF;
    poll_t *poll = memory_new_zeroed(sizeof *poll);
    poll->polls = self;
    poll->exchange = exchange;
    poll->timer = loop_timer_new(self->loop, ask, poll);
    poll->until = loop_now(self->loop) + seconds * 1000;
    poll->peer = id_in(exchange, other);
    list_append(&self->all, &poll->place);
    self->count++;
    exchange->poll = poll;
    hub_join(self->hub, &poll->listener, exchange->caller, hear);
}

bool polls_hold(polls_t *self, exchange_t *exchange, status_t status, text_t data)
{
    poll_t *poll = exchange->poll;
    int64_t left = poll ? poll->until - loop_now(self->loop) : 0;
    if (left <= 0 || status != STATUS_EMPTY || self->draining || exchange->left)
        return false;
    if (!poll->nothing.data)
        poll->nothing = arena_copy(&exchange->arena, data);
    poll->held_us = loop_now_us(self->loop);
    set_timer(poll);
    return true;
}

void polls_left(polls_t *self, exchange_t *exchange)
{
    poll_t *poll = exchange->poll;
    if (!poll || poll->held_us == 0)
        return;
    release(poll);
    self->options.stop(self->options.context, exchange);
}

void polls_end(polls_t *self, exchange_t *exchange)
{
    poll_t *poll = exchange->poll;
    if (!poll)
        return;
    exchange->poll = NULL;
    hub_leave(self->hub, &poll->listener);
    loop_timer_destroy(&poll->timer);
    list_remove(&poll->place);
    self->count--;
    free(poll);
}

text_t poll_nothing(const exchange_t *exchange)
{
    return exchange->poll->nothing;
}

void polls_drain(polls_t *self)
{
    self->draining = true;
    for (link_t *at = self->all.next; at != &self->all; at = at->next)
        wake(LIST_MEMBER(at, poll_t, place), 0);
}

void polls_credential_changed(polls_t *self, const principal_t *who)
{
    if (!who) {
        loop_timer_set(self->recheck, RECHECK_MS);
        return;
    }
    for (listener_t *at = NULL; (at = hub_next_of(self->hub, *who, at));)
        if (at->tell == hear)
            wake((poll_t *)at, 0);
}

size_t polls_count(const polls_t *self)
{
    return self->count;
}
