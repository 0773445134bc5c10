/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/tag_customer (api.md 4): the tags that the caller's customers bear, most first, each with
 * the customers who were given it last. */
#include <stdlib.h>

#include "common/store/profiles.h"
#include "common/store/summaries.h"
#include "proto/answers_crm.h"
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/store_tags.h"

enum { BEARERS_SHOWN = 10 };

typedef struct {
    const borne_t *borne;
    const tag_t *tag;
    id_list_t bearers;
    customer_profile_t *customers; /* as many */
    summary_t *summaries;          /* as many */
} shown_t;

typedef struct {
    job_t job;
    user_profile_t staff;
    tags_seen_t seen;
    borne_list_t borne;
    shown_t *shown; /* the tags of the page */
    size_t shown_count, count;
} tag_customer_t;

static text_t bearers_of(tag_customer_t *self, const shown_t *shown)
{
    buffer_t *out = job_scratch(&self->job);
    buffer_append_char(out, '[');
    for (size_t i = 0; i < shown->bearers.count; i++) {
        const customer_profile_t *customer = &shown->customers[i];
        const summary_t *summary = &shown->summaries[i];
        const text_t name = profiles_shown_name(summary->memo_name, summary->name, customer);
        const bearer_row_t row = {shown->bearers.values[i], customer->avatar, name};
        if (customer->id == 0) /* there is no such customer */
            continue;
        if (out->size > 1)
            buffer_append_char(out, ',');
        row_write_object(out, &bearer_columns, &row);
    }
    buffer_append_char(out, ']');
    return buffer_text(out);
}

static void answer(void *context)
{
    tag_customer_t *self = context;
    buffer_t *out = job_out(&self->job);
    rows_begin(out);
    for (size_t i = 0; i < self->shown_count; i++) {
        const shown_t *shown = &self->shown[i];
        const borne_tag_row_t row = {shown->tag->id, shown->tag->id, shown->tag->name, shown->borne->count,
                                     bearers_of(self, shown)};
        rows_add(out, &borne_tag_columns, &row);
    }
    rows_end_as(out, contract_count_name(call_method(self->job.call)), (int64_t)self->count);
    job_answer(&self->job, STATUS_DONE);
}

static void read_customers(void *context)
{
    tag_customer_t *self = context;
    job_t *job = &self->job;
    for (size_t i = 0; i < self->shown_count; i++) {
        shown_t *shown = &self->shown[i];
        const size_t count = shown->bearers.count;
        shown->customers = arena_new_zeroed(job->arena, count * sizeof *shown->customers);
        shown->summaries = arena_new_zeroed(job->arena, count * sizeof *shown->summaries);
        summaries_read(job, shown->bearers, shown->summaries);
        for (size_t j = 0; j < count; j++)
            profiles_read_customer(job, shown->bearers.values[j], &shown->customers[j]);
    }
    job_then(job, answer);
}

static int most_first(const void *a, const void *b)
{
    const borne_t *one = a;
    const borne_t *two = b;
    if (one->count != two->count)
        return one->count > two->count ? -1 : 1;
    return one->id < two->id ? -1 : 1;
}

/* Puts the tags of the page that the company sees into `shown`. */
static void choose(tag_customer_t *self, page_t page)
{
    self->shown = arena_new_zeroed(self->job.arena, (size_t)page.length * sizeof *self->shown);
    if (self->borne.count > 0)
        qsort(self->borne.tags, self->borne.count, sizeof *self->borne.tags, most_first);
    for (size_t i = 0; i < self->borne.count; i++) {
        const borne_t *borne = &self->borne.tags[i];
        const tag_t *tag = tags_find(&self->seen, borne->id);
        if (!tag)
            continue;
        const int64_t place = (int64_t)self->count++ - page.skip;
        if (place >= 0 && place < page.length)
            self->shown[self->shown_count++] = (shown_t){.borne = borne, .tag = tag};
    }
}

static void read_page(void *context)
{
    tag_customer_t *self = context;
    const tag_request_t *request = call_record(self->job.call);
    choose(self, page_of(request->page, request->length, PAGE_LENGTH_MAX));
    for (size_t i = 0; i < self->shown_count; i++)
        store_read_bearers(&self->job, self->shown[i].borne->id, BEARERS_SHOWN, &self->shown[i].bearers);
    job_then(&self->job, read_customers);
}

static void read_catalogues(void *context)
{
    tag_customer_t *self = context;
    store_read_catalogues(&self->job, self->staff.company_id, &self->seen);
    job_then(&self->job, read_page);
}

void tag_customer_run(void *host, call_t *call)
{
    tag_customer_t *self = job_new(host, call, sizeof *self);
    job_t *job = &self->job;
    profiles_read_staff(job, job->staff_id, &self->staff);
    store_read_borne(job, &self->borne);
    job_then(job, read_catalogues);
}
