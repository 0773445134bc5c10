/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/contacts_filter.h"

#include "services/crm/people.h"

enum { CHUNK = 500 };

typedef struct {
    crm_t *crm;
    const contacts_request_t *request;
    arena_t memory; /* of the chunk */
    gather_t gather;
    redis_pass_t pass; /* through the gate of the service, to read names */
    stretch_t chunk;
    relation_t relation; /* of the one customer asked for */
    contact_t *contacts; /* of the chunk's members, by place; so too the customers */
    customer_profile_t *customers;
    stretch_t *found;
    int64_t *matched;
    gather_t *outer;
} filter_t;

bool filter_is_given(const contacts_request_t *request)
{
    return request->customer_id != 0 || request->source != 0 || request->name.size > 0;
}

static bool contains(text_t text, text_t part)
{
    return text.size >= part.size && memmem(text.data, text.size, part.data, part.size) != NULL;
}

static bool matches(const filter_t *self, size_t index)
{
    const contacts_request_t *request = self->request;
    if (request->source != 0 && request->source != self->chunk.members[index].source)
        return false;
    return request->name.size == 0 || contains(self->contacts[index].summary.name, request->name) ||
           contains(self->customers[index].name, request->name);
}

static void filter_end(filter_t *self, redis_status_t status)
{
    arena_free(&self->memory);
    gather_got(self->outer, status);
}

static void filter_keep(filter_t *self, const member_t *member)
{
    stretch_t *found = self->found;
    if (*self->matched >= found->skip && found->count < (size_t)found->length)
        found->members[found->count++] = *member;
    ++*self->matched;
}

static void filter_next(filter_t *self);

static void filter_take(void *context)
{
    filter_t *self = context;
    if (self->gather.status != REDIS_OK) {
        filter_end(self, self->gather.status);
        return;
    }
    for (size_t i = 0; i < self->chunk.count; i++)
        if (matches(self, i))
            filter_keep(self, &self->chunk.members[i]);
    self->chunk.skip += CHUNK;
    if (self->chunk.skip < self->chunk.total)
        filter_next(self);
    else
        filter_end(self, REDIS_OK);
}

static void filter_took_names(void *context)
{
    filter_t *self = context;
    redis_gate_t *gate = &self->crm->pages; /* the end takes `self` with it */
    filter_take(self);
    redis_gate_leave(gate);
}

static void filter_read_names(void *context)
{
    filter_t *self = context;
    gather_begin(&self->gather, filter_took_names, self);
    size_t count = self->chunk.count;
    memset(self->contacts, 0, count * sizeof *self->contacts);
    memset(self->customers, 0, count * sizeof *self->customers);
    people_t people = {self->crm->profiles, &self->memory, &self->gather};
    for (size_t i = 0; i < count; i++)
        people_read_customer(&people, self->chunk.members[i].customer_id, &self->customers[i]);
    store_read_summaries(self->crm->store, &self->chunk, self->contacts, &self->memory, &self->gather);
    gather_got(&self->gather, REDIS_OK);
}

/* What the filters look at, of each member of the chunk. */
static void filter_read(void *context)
{
    filter_t *self = context;
    if (self->gather.status != REDIS_OK) {
        filter_end(self, self->gather.status);
        return;
    }
    const contacts_request_t *request = self->request;
    self->found->total = self->chunk.total;
    self->found->scored = self->chunk.scored;
    if (request->name.size == 0) {
        filter_take(self);
        return;
    }
    self->pass = (redis_pass_t){.go = filter_read_names, .context = self};
    redis_gate_enter(&self->crm->pages, &self->pass);
}

static void filter_next(filter_t *self)
{
    arena_clear(&self->memory);
    gather_begin(&self->gather, filter_read, self);
    store_read_stretch(self->crm->store, &self->chunk, &self->memory, &self->gather);
    gather_got(&self->gather, REDIS_OK);
}

/* The one customer asked for is looked at without a walk. */
static void filter_read_one(void *context)
{
    filter_t *self = context;
    if (self->gather.status != REDIS_OK || !store_take_member(self->chunk.members, self->relation.member)) {
        filter_end(self, self->gather.status);
        return;
    }
    self->chunk.count = 1;
    self->chunk.scored = false;
    self->chunk.total = 1;
    filter_read(self);
}

static void filter_one(filter_t *self)
{
    const contacts_request_t *request = self->request;
    gather_begin(&self->gather, filter_read_one, self);
    store_read_relation(self->crm->store, (pair_t){request->staff_id, request->customer_id}, RELATION_MEMBER,
                        &self->relation, &self->memory, &self->gather);
    gather_got(&self->gather, REDIS_OK);
}

void filter_find(crm_t *crm, call_t *call, stretch_t *found, int64_t *matched, gather_t *gather)
{
    const contacts_request_t *request = call_record(call);
    arena_t *arena = call_arena(call);
    filter_t *self = arena_new(arena, sizeof *self);
    *self = (filter_t){.crm = crm, .request = request, .found = found, .matched = matched, .outer = gather};
    size_t room = request->customer_id != 0 ? 1 : CHUNK;
    self->contacts = arena_new(arena, room * sizeof *self->contacts);
    self->customers = arena_new(arena, room * sizeof *self->customers);
    self->chunk = (stretch_t){.staff_id = request->staff_id, .order = found->order, .length = CHUNK};
    self->chunk.members = arena_new(arena, room * sizeof *self->chunk.members);
    gather_expect(gather);
    if (request->customer_id != 0)
        filter_one(self);
    else
        filter_next(self);
}
