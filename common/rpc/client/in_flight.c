/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/in_flight.h"

#include <assert.h>

static void leave_queue(pending_t *self)
{
    pending_queue_t *queue = self->queue;
    if (!queue)
        return;
    *(self->previous ? &self->previous->next : &queue->first) = self->next;
    *(self->next ? &self->next->previous : &queue->last) = self->previous;
    queue->count--;
}

void pending_move(pending_t *self, pending_queue_t *queue)
{
    leave_queue(self);
    self->queue = queue;
    self->previous = queue->last;
    self->next = NULL;
    *(queue->last ? &queue->last->next : &queue->first) = self;
    queue->last = self;
    queue->count++;
}

bool in_flight_is_full(const in_flight_t *self)
{
    return self->count >= IN_FLIGHT_MAX / 8 * 7;
}

/* Behind the last whose deadline is not later. */
static void insert_by_deadline(in_flight_t *self, pending_t *call)
{
    pending_t *earlier = self->last;
    while (earlier && earlier->request.deadline > call->request.deadline)
        earlier = earlier->earlier;
    call->earlier = earlier;
    call->later = earlier ? earlier->later : self->first;
    *(call->later ? &call->later->earlier : &self->last) = call;
    *(earlier ? &earlier->later : &self->first) = call;
}

pending_t *in_flight_add(in_flight_t *self, const request_t *request)
{
    assert(!in_flight_is_full(self));
    while (self->slots[self->next_id % IN_FLIGHT_MAX].used)
        self->next_id++;
    pending_t *call = &self->slots[self->next_id % IN_FLIGHT_MAX];
    *call = (pending_t){.request = *request, .id = self->next_id++, .used = true};
    insert_by_deadline(self, call);
    self->count++;
    return call;
}

pending_t *in_flight_find(in_flight_t *self, uint64_t id)
{
    pending_t *call = &self->slots[id % IN_FLIGHT_MAX];
    return call->used && call->id == id ? call : NULL;
}

void in_flight_remove(in_flight_t *self, pending_t *call)
{
    leave_queue(call);
    *(call->earlier ? &call->earlier->later : &self->first) = call->later;
    *(call->later ? &call->later->earlier : &self->last) = call->earlier;
    call->used = false;
    self->count--;
}
