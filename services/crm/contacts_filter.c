/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/contacts_filter.h"

#include "services/crm/people.h"

enum { CHUNK = 500 };

typedef struct {
    relation_t relation;
    customer_profile_t customer;
} candidate_t;

typedef struct {
    crm_t *crm;
    const contacts_request_t *request;
    arena_t memory; /* of the chunk */
    gather_t gather;
    stretch_t chunk;
    candidate_t *candidates;
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

static bool matches(const contacts_request_t *request, const candidate_t *candidate)
{
    const relation_t *relation = &candidate->relation;
    if (!relation->member.data || (request->source != 0 && request->source != relation->source))
        return false;
    return request->name.size == 0 || contains(relation->name, request->name) ||
           contains(candidate->customer.name, request->name);
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
        if (matches(self->request, &self->candidates[i]))
            filter_keep(self, &self->chunk.members[i]);
    self->chunk.skip += CHUNK;
    if (self->chunk.skip < self->chunk.total)
        filter_next(self);
    else
        filter_end(self, REDIS_OK);
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
    memset(self->candidates, 0, self->chunk.count * sizeof *self->candidates);
    gather_begin(&self->gather, filter_take, self);
    people_t people = {self->crm->profiles, &self->memory, &self->gather};
    for (size_t i = 0; i < self->chunk.count; i++) {
        int64_t customer_id = self->chunk.members[i].customer_id;
        store_read_relation(self->crm->store, (pair_t){request->staff_id, customer_id}, RELATION_FILTER,
                            &self->candidates[i].relation, &self->memory, &self->gather);
        if (request->name.size > 0)
            people_read_customer(&people, customer_id, &self->candidates[i].customer);
    }
    gather_got(&self->gather, REDIS_OK);
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
    const relation_t *relation = &self->candidates[0].relation;
    member_t *member = &self->chunk.members[0];
    bool bound = self->gather.status == REDIS_OK && relation->member.data &&
                 relation->member.size <= sizeof member->bytes;
    if (!bound) {
        filter_end(self, self->gather.status);
        return;
    }
    *member = (member_t){.customer_id = self->request->customer_id, .size = relation->member.size};
    memcpy(member->bytes, relation->member.data, relation->member.size);
    self->chunk.count = 1;
    self->chunk.total = 1;
    filter_read(self);
}

static void filter_one(filter_t *self)
{
    const contacts_request_t *request = self->request;
    gather_begin(&self->gather, filter_read_one, self);
    store_read_relation(self->crm->store, (pair_t){request->staff_id, request->customer_id}, RELATION_MEMBER,
                        &self->candidates[0].relation, &self->memory, &self->gather);
    gather_got(&self->gather, REDIS_OK);
}

void filter_find(crm_t *crm, call_t *call, stretch_t *found, int64_t *matched, gather_t *gather)
{
    const contacts_request_t *request = call_record(call);
    arena_t *arena = call_arena(call);
    filter_t *self = arena_new(arena, sizeof *self);
    *self = (filter_t){.crm = crm, .request = request, .found = found, .matched = matched, .outer = gather};
    size_t room = request->customer_id != 0 ? 1 : CHUNK;
    self->candidates = arena_new(arena, room * sizeof *self->candidates);
    memset(self->candidates, 0, room * sizeof *self->candidates);
    self->chunk = (stretch_t){.staff_id = request->staff_id, .order = found->order, .length = CHUNK};
    self->chunk.members = arena_new(arena, room * sizeof *self->chunk.members);
    gather_expect(gather);
    if (request->customer_id != 0)
        filter_one(self);
    else
        filter_next(self);
}
