/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/contacts_filter.h"

#include "base/fold.h"

enum { CHUNK = 500 };

bool filter_is_given(const contacts_request_t *request)
{
    return request->customer_id != 0 || request->source != 0 || request->name.size > 0;
}

/* Whether the text has the name that is looked for, both folded: on the way, for that costs less than to keep
 * folded texts right (docs/decisions/0032). */
static bool contains_name(contacts_t *self, text_t text)
{
    const text_t name = self->filter.name;
    buffer_t *folded = job_scratch(&self->job);
    return text.size > 0 && text_fold(folded, text) &&
           memmem(folded->data, folded->size, name.data, name.size) != NULL;
}

/* Any of the names: the one that the staff user gave, the customer's own, the memo name. */
static bool has_name(contacts_t *self, size_t index)
{
    const summary_t *summary = &self->filter.contacts[index].summary;
    return contains_name(self, summary->name) || contains_name(self, self->filter.customers[index].name) ||
           contains_name(self, summary->memo_name);
}

static bool matches(contacts_t *self, size_t index)
{
    const contacts_request_t *request = self->request;
    if (request->source != 0 && request->source != self->filter.chunk.members[index].source)
        return false;
    return request->name.size == 0 || has_name(self, index);
}

static void end_walk(contacts_t *self)
{
    arena_free(&self->filter.memory);
    self->job.arena = call_arena(self->job.call);
    job_then(&self->job, self->filter.next);
}

static void keep(contacts_t *self, const member_t *member)
{
    range_t *page = &self->page;
    if (self->data_count >= page->skip && page->count < (size_t)page->length)
        page->members[page->count++] = *member;
    self->data_count++;
}

static void read_chunk(contacts_t *self);

static void take_chunk(void *context)
{
    contacts_t *self = context;
    range_t *chunk = &self->filter.chunk;
    if (!job_is_good(&self->job)) {
        end_walk(self);
        return;
    }
    for (size_t i = 0; i < chunk->count; i++)
        if (matches(self, i))
            keep(self, &chunk->members[i]);
    chunk->skip += CHUNK;
    if (chunk->skip < chunk->total)
        read_chunk(self);
    else
        end_walk(self);
}

static void read_names(job_t *job, void *context)
{
    filter_t *filter = context;
    const size_t count = filter->chunk.count;
    memset(filter->contacts, 0, count * sizeof *filter->contacts);
    memset(filter->customers, 0, count * sizeof *filter->customers);
    for (size_t i = 0; i < count; i++)
        profiles_read_customer(job, filter->chunk.members[i].customer_id, &filter->customers[i]);
    store_read_summaries(job, &filter->chunk, filter->contacts);
}

/* What the filters look at, of each member of the chunk. */
static void chunk_read(void *context)
{
    contacts_t *self = context;
    self->page.total = self->filter.chunk.total;
    self->page.scored = self->filter.chunk.scored;
    if (job_is_good(&self->job) && self->request->name.size > 0)
        job_pass(&self->job, read_names, &self->filter);
    job_finally(&self->job, take_chunk);
}

static void read_chunk(contacts_t *self)
{
    arena_clear(&self->filter.memory);
    store_read_page(&self->job, &self->filter.chunk);
    job_finally(&self->job, chunk_read);
}

/* The one customer asked for is looked at without a walk. */
static void relation_read(void *context)
{
    contacts_t *self = context;
    filter_t *filter = &self->filter;
    if (!job_is_good(&self->job) || !store_take_member(filter->chunk.members, filter->relation.member)) {
        end_walk(self);
        return;
    }
    filter->chunk.count = 1;
    filter->chunk.total = 1;
    chunk_read(self);
}

/* The gateway has seen that it is UTF-8. */
static text_t fold_name(job_t *job, text_t name)
{
    buffer_t *folded = job_scratch(job);
    text_fold(folded, name);
    return arena_copy(job->arena, buffer_text(folded));
}

void filter_find(contacts_t *self, job_fn *next)
{
    filter_t *filter = &self->filter;
    job_t *job = &self->job;
    filter->name = fold_name(job, self->request->name);
    const size_t room = job->customer_id != 0 ? 1 : CHUNK;
    filter->contacts = arena_new(job->arena, room * sizeof *filter->contacts);
    filter->customers = arena_new(job->arena, room * sizeof *filter->customers);
    filter->chunk = (range_t){.sort = self->page.sort, .length = CHUNK};
    filter->chunk.members = arena_new(job->arena, room * sizeof *filter->chunk.members);
    filter->next = next;
    job->arena = &filter->memory; /* what is read goes with its chunk */
    if (job->customer_id != 0) {
        store_read_relation(job, RELATION_MEMBER, &filter->relation);
        job_finally(job, relation_read);
    } else
        read_chunk(self);
}
