/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/hub/hub.h"

#include <assert.h>
#include <stdlib.h>

enum {
    FIRST_SLOTS = 64, /* a power of two; the table doubles when there are as many listeners as slots */
    FEW = 16          /* that may all read again at once */
};

/* Newest first. A slot has the listeners of all principals whose hash is its index. */
struct hub {
    listener_t **slots;
    size_t slot_count, count;
    hub_counts_t counts;
};

hub_t *hub_new(void)
{
    hub_t *self = memory_new_zeroed(sizeof *self);
    self->slot_count = FIRST_SLOTS;
    self->slots = memory_new_zeroed(self->slot_count * sizeof(listener_t *));
    return self;
}

void hub_destroy(hub_t **self_p)
{
    hub_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    assert(self->count == 0);
    free(self->slots);
    free(self);
}

static listener_t **slot_of(const hub_t *self, principal_t who)
{
    return &self->slots[principal_hash(who) & (self->slot_count - 1)];
}

static bool is_of(const listener_t *listener, principal_t who)
{
    return listener->who.kind == who.kind && listener->who.id == who.id;
}

static void link_in(hub_t *self, listener_t *listener)
{
    listener_t **slot = slot_of(self, listener->who);
    listener->newer = NULL;
    listener->older = *slot;
    if (*slot)
        (*slot)->newer = listener;
    *slot = listener;
}

/* Each slot's from the oldest on, so that their order stays. */
static void grow(hub_t *self)
{
    listener_t **before = self->slots;
    size_t count = self->slot_count;
    self->slot_count *= 2;
    self->slots = memory_new_zeroed(self->slot_count * sizeof(listener_t *));
    for (size_t i = 0; i < count; i++) {
        listener_t *at = before[i];
        while (at && at->older)
            at = at->older;
        for (listener_t *newer; at; at = newer) {
            newer = at->newer;
            link_in(self, at);
        }
    }
    free(before);
}

void hub_join(hub_t *self, listener_t *listener, principal_t who, listener_fn *tell)
{
    assert(!listener->tell);
    if (self->count == self->slot_count)
        grow(self);
    listener->who = who;
    listener->tell = tell;
    link_in(self, listener);
    self->count++;
}

void hub_leave(hub_t *self, listener_t *listener)
{
    if (!listener->tell)
        return;
    listener->tell = NULL;
    self->count--;
    if (listener->newer)
        listener->newer->older = listener->older;
    else
        *slot_of(self, listener->who) = listener->older;
    if (listener->older)
        listener->older->newer = listener->newer;
}

size_t hub_count(const hub_t *self)
{
    return self->count;
}

listener_t *hub_next_of(const hub_t *self, principal_t who, const listener_t *newer)
{
    listener_t *at = newer ? newer->older : *slot_of(self, who);
    while (at && !is_of(at, who))
        at = at->older;
    return at;
}

static void tell_side(hub_t *self, const event_t *event, principal_t who)
{
    if (!event_is_for(event, who.kind))
        return;
    for (listener_t *at = *slot_of(self, who); at; at = at->older)
        if (is_of(at, who))
            at->tell(at, event);
}

void hub_tell(hub_t *self, const event_t *event)
{
    if (!event_name(event->kind))
        return;
    self->counts.events[event->kind]++;
    tell_side(self, event, (principal_t){PRINCIPAL_STAFF, event->staff_id});
    tell_side(self, event, (principal_t){PRINCIPAL_CUSTOMER, event->customer_id});
}

void hub_sync(hub_t *self, sync_reason_t reason)
{
    self->counts.syncs[reason]++;
    for (size_t i = 0; i < self->slot_count; i++)
        for (listener_t *at = self->slots[i]; at; at = at->older)
            at->tell(at, NULL);
}

int64_t hub_spread(size_t count)
{
    return count < FEW ? 0 : count < HUB_SPREAD_MAX ? (int64_t)count : HUB_SPREAD_MAX;
}

const hub_counts_t *hub_counts(const hub_t *self)
{
    return &self->counts;
}
