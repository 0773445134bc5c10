/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/tongxunlu (seed 1.5, api.md 4): a page of the staff user's customers. */
#include "proto/answers_crm.h"
#include "proto/origin.h"
#include "services/crm/contacts_filter.h"
#include "services/crm/crm.h"
#include "services/crm/words.h"

enum { CONTACTS_PAGE = 10, TAGS_SHOWN = 10 };

static bool asks_full(const contacts_t *self)
{
    return self->request->rows == ROWS_FULL;
}

/* The tags of full rows. A list that another company's staff users see is not this one's. */
static text_t row_tags(contacts_t *self, const contact_t *contact)
{
    const bool seen = contact->tags_company == self->staff.company_id;
    buffer_t *out = job_scratch(&self->job);
    size_t shown = 0;
    buffer_append_char(out, '[');
    for (size_t i = 0; seen && i < contact->tags.count && shown < TAGS_SHOWN; i++) {
        const tag_t *tag = tags_find(&self->seen, contact->tags.values[i]);
        if (!tag)
            continue;
        if (shown++ > 0)
            buffer_append_char(out, ',');
        row_write_object(out, &row_tag_columns, &(row_tag_t){tag->id, tag->name});
    }
    buffer_append_char(out, ']');
    return buffer_text(out);
}

static contact_row_t contact_row(contacts_t *self, size_t index, int64_t now)
{
    const member_t *member = &self->page.members[index];
    const contact_t *contact = &self->contacts[index];
    const summary_t *summary = &contact->summary;
    const customer_profile_t *customer = &self->customers[index];
    arena_t *arena = self->job.arena;
    int64_t origin = origin_of(customer);
    return (contact_row_t){
        .customer_id = member->customer_id,
        .name = profiles_shown_name(summary->memo_name, summary->name, customer),
        .avatar = customer->avatar,
        .expected_time = summary->expected_time,
        .expected_pr = contact->expected_pr,
        .last_follow = words_last_follow(arena, contact->follow, now),
        .last_activity = words_last_activity(arena, contact->activity, now),
        .follow_status = words_follow_status(arena, contact->follow, now),
        .article_id = summary->article_id == 0 ? ROW_NULL : summary->article_id,
        .title = summary->title,
        .origin = origin,
        .origin_text = origin_name(origin),
        .source = member->source == 0 ? ROW_NULL : member->source,
        .source_text = words_source(member->source),
        .memo_name = summary->memo_name,
        .tags = asks_full(self) ? row_tags(self, contact) : TEXT_NONE,
    };
}

static void answer(void *context)
{
    contacts_t *self = context;
    const int64_t now = self->job.host->now();
    buffer_t *out = job_out(&self->job);
    const column_table_t *columns = asks_full(self) ? &full_contact_columns : &contact_columns;
    rows_begin(out);
    for (size_t i = 0; i < self->page.count; i++) {
        const contact_row_t row = contact_row(self, i, now);
        rows_add(out, columns, &row);
    }
    rows_end(out, self->data_count);
    job_answer(&self->job, STATUS_DONE);
}

static bool has_tags(const contacts_t *self)
{
    for (size_t i = 0; i < self->page.count; i++)
        if (self->contacts[i].tags.count > 0)
            return true;
    return false;
}

/* From the cache. */
static void read_catalogues(void *context)
{
    contacts_t *self = context;
    if (has_tags(self))
        store_read_catalogues(&self->job, self->staff.company_id, &self->seen);
    job_then(&self->job, answer);
}

/* The rows of the members that were found. */
static void read_rows(job_t *job, void *context)
{
    contacts_t *self = context;
    const size_t count = self->page.count;
    self->contacts = arena_new_zeroed(job->arena, count * sizeof *self->contacts);
    self->customers = arena_new_zeroed(job->arena, count * sizeof *self->customers);
    for (size_t i = 0; i < count; i++)
        profiles_read_customer(job, self->page.members[i].customer_id, &self->customers[i]);
    store_read_contacts(job, &self->page, self->contacts);
    if (asks_full(self)) {
        store_read_contact_tags(job, &self->page, self->contacts);
        profiles_read_staff(job, job->staff_id, &self->staff);
    }
}

static void found(void *context)
{
    contacts_t *self = context;
    const bool asked_for_one = self->request->customer_id != 0;
    if (self->page.total == 0) {
        job_end(&self->job, asked_for_one ? STATUS_NO_RELATION : STATUS_NO_DATA);
        return;
    }
    job_pass(&self->job, read_rows, self);
    job_then(&self->job, read_catalogues);
}

static void found_all(void *context)
{
    contacts_t *self = context;
    self->data_count = self->page.total;
    found(self);
}

void contacts_run(void *host, call_t *call)
{
    contacts_t *self = job_new(host, call, sizeof *self);
    const contacts_request_t *request = self->request = call_record(call);
    const page_t page = page_of(request->page, request->length, CONTACTS_PAGE);
    self->page = (range_t){.sort = (contact_sort_t)request->order, .skip = page.skip, .length = page.length};
    self->page.members = arena_new(self->job.arena, (size_t)page.length * sizeof *self->page.members);
    if (filter_is_given(request)) {
        filter_find(self, found);
        return;
    }
    store_read_page(&self->job, &self->page);
    job_then(&self->job, found_all);
}
