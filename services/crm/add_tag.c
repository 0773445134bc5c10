/* SPDX-License-Identifier: Apache-2.0 */
/*
 * POST /qiyeweixin/tag_list/add_tag and /tag_customer/add (api.md 4): make a tag and give it to customers.
 *
 * The keys are on several slots, so it is a row of steps: the name is reserved in the catalogue, where nobody
 * sees it yet, the customers get the tag, the indexes follow, and one script lets it be seen, with all that
 * was done. Each step knows what an earlier try of the call did (decision 0031), so a later one goes on from
 * anywhere, and what nobody goes on with stays unseen.
 */
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/tagging.h"

typedef struct {
    tagging_t tagging;
    new_tag_t tag;
} add_tag_t;

static void write_profiles(void *context)
{
    add_tag_t *self = context;
    store_write_tag(&self->tagging.job, &self->tag);
    job_then(&self->tagging.job, tagging_end);
}

static void commit(void *context)
{
    add_tag_t *self = context;
    store_commit_tag(&self->tagging.job, &self->tag);
    job_then(&self->tagging.job, write_profiles);
}

static void list(void *context)
{
    add_tag_t *self = context;
    store_list_tag(&self->tagging.job, &self->tag);
    job_then(&self->tagging.job, commit);
}

static void index_tags(void *context)
{
    tagging_index(context, list);
}

static void give(void *context)
{
    add_tag_t *self = context;
    const id_list_t customers = self->tagging.customers;
    for (size_t i = 0; i < customers.count; i++)
        store_add_customer_tag(&self->tagging.job, customers.values[i], self->tag.company_id, self->tag.id);
    job_then(&self->tagging.job, index_tags);
}

static void reserve(void *context)
{
    add_tag_t *self = context;
    store_reserve_tag(&self->tagging.job, &self->tag);
    job_then(&self->tagging.job, give);
}

/* Whether the name is taken as far as the cache knows. The company's own tag may be this call's from an
 * earlier try; the script knows. */
static bool is_taken(const add_tag_t *self)
{
    const tags_seen_t *seen = &self->tagging.seen;
    const bool again = self->tagging.job.retries > 0;
    return text_equal(self->tag.name, TEXT_LITERAL(CATALOGUE_CUSTOM)) ||
           catalogue_named(&seen->stock, self->tag.name, false) ||
           (!again && catalogue_named(&seen->own, self->tag.name, false));
}

/* Who has no company would make tags of the stock, which all companies see. */
static void take_ids(void *context)
{
    add_tag_t *self = context;
    job_t *job = &self->tagging.job;
    const tag_t *group = catalogue_named(&self->tagging.seen.stock, TEXT_LITERAL(CATALOGUE_CUSTOM), true);
    self->tag.company_id = self->tagging.staff.company_id;
    self->tag.stock_group = group ? group->id : 0;
    if (self->tag.company_id == 0)
        job_refuse(job, STATUS_NO_SUCH_TAG);
    else if (is_taken(self))
        job_refuse(job, STATUS_TAG_EXISTS);
    else
        store_take_tag_ids(job, &self->tag);
    job_then(job, reserve);
}

static void begin(void *host, call_t *call, bool one)
{
    add_tag_t *self = job_new(host, call, sizeof *self);
    const tag_request_t *request = call_record(call);
    self->tag.name = request->name;
    tagging_set_customers(&self->tagging, one ? (id_list_t){&request->customer_id, 1} : request->customers);
    tagging_begin(&self->tagging, take_ids);
}

void add_tag_run(void *host, call_t *call)
{
    begin(host, call, true);
}

void add_tag_customer_run(void *host, call_t *call)
{
    begin(host, call, false);
}
