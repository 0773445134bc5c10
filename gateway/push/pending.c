/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/pending.h"

#include <stdlib.h>

enum { FIRST_ROOM = 2 };

struct pending_hints {
    int64_t since;
    uint8_t count, room;
    bool sync, overflown;
    event_t events[];
};

static size_t size_for(size_t room)
{
    return sizeof(pending_hints_t) + room * sizeof(event_t);
}

/* As it should be for one more event. */
static pending_hints_t *make_room(pending_hints_t **self_p, int64_t now)
{
    pending_hints_t *self = *self_p;
    if (self && self->count < self->room)
        return self;
    size_t room = self ? 2u * self->room : FIRST_ROOM;
    self = *self_p = memory_resize(self, size_for(room));
    if (room == FIRST_ROOM)
        *self = (pending_hints_t){.since = now};
    self->room = (uint8_t)room;
    return self;
}

/* What was read by one side is not what was read by the other, and a change of tags not one of the profile.
 */
static bool says_the_same(const event_t *one, const event_t *other)
{
    return one->kind == other->kind && one->staff_id == other->staff_id &&
           one->customer_id == other->customer_id && (one->kind != EVENT_READ || one->by == other->by) &&
           (one->kind != EVENT_CUSTOMER || one->detail == other->detail);
}

static event_t *find(pending_hints_t *self, const event_t *event)
{
    for (size_t i = 0; self && i < self->count; i++)
        if (says_the_same(&self->events[i], event))
            return &self->events[i];
    return NULL;
}

pending_outcome_t pending_add(pending_hints_t **self_p, const event_t *event, int64_t now)
{
    pending_hints_t *self = *self_p;
    if (self && self->overflown)
        return PENDING_COVERED;
    event_t *same = find(self, event);
    if (same) {
        if (event->id >= same->id)
            *same = *event;
        return PENDING_COLLAPSED;
    }
    if (self && self->count == PENDING_MAX) {
        self->count = 0;
        self->sync = self->overflown = true;
        return PENDING_OVERFLOWN;
    }
    self = make_room(self_p, now);
    self->events[self->count++] = *event;
    return PENDING_ADDED;
}

void pending_add_sync(pending_hints_t **self, int64_t now)
{
    if (!*self)
        make_room(self, now);
    (*self)->sync = true;
}

const event_t *pending_events(const pending_hints_t *self, size_t *count)
{
    *count = self->count;
    return self->events;
}

bool pending_has_sync(const pending_hints_t *self)
{
    return self->sync;
}

int64_t pending_since(const pending_hints_t *self)
{
    return self->since;
}

size_t pending_size(const pending_hints_t *self)
{
    return self ? size_for(self->room) : 0;
}

void pending_destroy(pending_hints_t **self)
{
    free(*self);
    *self = NULL;
}
