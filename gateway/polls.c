/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/polls.h"

#include <assert.h>
#include <stdlib.h>

/* When all are told to ask, each waits a random part of a millisecond for each of them, up to this. */
enum { SPREAD_MAX_MS = 8000 };

struct polls {
    loop_t *loop;
    hub_t *hub;
    polls_options_t options;
    poll_t *first;
    size_t count;
    uint64_t random;
    bool draining;
};

struct poll {
    listener_t listener; /* first: one is the other */
    polls_t *polls;
    exchange_t *exchange;
    poll_t *next, **link;
    loop_timer_t *timer; /* until the end of its time, or of its turn to ask */
    int64_t until;       /* loop_now */
    int64_t held_us;     /* loop_now_us since when; 0: it is not held */
    int64_t peer;        /* the other one of the conversation; 0: any */
    text_t nothing;      /* in the exchange's arena */
    bool woken;          /* since it asked last */
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

/* A random number of 0 to `most`; xorshift: nobody gains by guessing it. */
static int64_t random_up_to(polls_t *self, int64_t most)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return (int64_t)(self->random % (uint64_t)(most + 1));
}

static void wake(poll_t *self, int64_t in)
{
    if (self->held_us > 0 && !self->woken)
        loop_timer_set(self->timer, in);
    self->woken = true;
}

static void hear(listener_t *listener, const event_t *event)
{
    poll_t *self = (poll_t *)listener;
    int64_t spread = (int64_t)self->polls->count - 1;
    if (event && concerns(self, event))
        wake(self, 0);
    else if (!event)
        wake(self, random_up_to(self->polls, spread < SPREAD_MAX_MS ? spread : SPREAD_MAX_MS));
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
    self->polls->options.ask(self->polls->options.context, self->exchange);
}

polls_t *polls_new(loop_t *loop, hub_t *hub, const polls_options_t *options)
{
    polls_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->hub = hub;
    self->options = *options;
    self->random = (uint64_t)loop_clock_us() | 1;
    return self;
}

void polls_destroy(polls_t **self_p)
{
    polls_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    assert(self->count == 0);
    free(self);
}

void polls_begin(polls_t *self, exchange_t *exchange)
{
    int64_t seconds = seconds_of(exchange);
    if (seconds == 0 || self->draining || self->count >= self->options.limit)
        return;
    principal_kind_t other = exchange->caller.kind == PRINCIPAL_STAFF ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF;
    poll_t *poll = memory_new_zeroed(sizeof *poll);
    poll->polls = self;
    poll->exchange = exchange;
    poll->timer = loop_timer_new(self->loop, ask, poll);
    poll->until = loop_now(self->loop) + seconds * 1000;
    poll->peer = id_in(exchange, other);
    poll->next = self->first;
    poll->link = &self->first;
    if (self->first)
        self->first->link = &poll->next;
    self->first = poll;
    self->count++;
    exchange->poll = poll;
    hub_join(self->hub, &poll->listener, exchange->caller, hear);
}

bool polls_hold(polls_t *self, exchange_t *exchange, status_t status, text_t data)
{
    poll_t *poll = exchange->poll;
    int64_t left = poll ? poll->until - loop_now(self->loop) : 0;
    if (left <= 0 || status != STATUS_EMPTY || self->draining || exchange->gone)
        return false;
    if (!poll->nothing.data)
        poll->nothing = arena_copy(&exchange->arena, data);
    poll->held_us = loop_now_us(self->loop);
    loop_timer_set(poll->timer, poll->woken ? 0 : left);
    poll->woken = false;
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
    *poll->link = poll->next;
    if (poll->next)
        poll->next->link = poll->link;
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
    for (poll_t *poll = self->first; poll; poll = poll->next)
        wake(poll, 0);
}

size_t polls_count(const polls_t *self)
{
    return self->count;
}
