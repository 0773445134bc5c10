/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/follow_info (api.md 4): the notes about a customer, newest first. */
#include "base/clock.h"
#include "common/store/profiles.h"
#include "proto/answers_follow.h"
#include "proto/requests.h"
#include "services/crm/crm.h"

enum { NOTES_PAGE = 20 };
/* Bytes of the rows of an answer: a page that would have more ends early (docs/decisions/0025). */
enum { NOTES_BYTES_MAX = 1024 * 1024 };

typedef struct {
    job_t job;
    relation_t relation;
    user_profile_t staff;
    customer_profile_t customer;
    notes_page_t page;
} notes_t;

static void add_row(notes_t *self, buffer_t *out, const stored_note_t *note)
{
    buffer_t *time = job_scratch(&self->job);
    clock_write_time(time, note->time);
    rows_add(out, &note_columns,
             &(note_row_t){.text = note->text,
                           .time = buffer_text(time),
                           .customer_avatar = self->customer.avatar,
                           .staff_avatar = self->staff.avatar,
                           .staff_name = self->staff.name});
}

static void end_rows(const notes_t *self, buffer_t *out, bool cut)
{
    rows_end(out, self->page.total);
    if (!cut)
        return;
    out->size--; /* the brace */
    buffer_append_char(out, ',');
    row_write(out, &notes_cut_columns, &(notes_cut_t){.more = true});
    buffer_append_char(out, '}');
}

static void answer(void *context)
{
    notes_t *self = context;
    const notes_page_t *page = &self->page;
    if (!self->relation.member.data) {
        job_end(&self->job, STATUS_NO_RELATION);
        return;
    }
    buffer_t *out = job_out(&self->job);
    size_t rows = 0;
    rows_begin(out);
    while (rows < page->count && out->size <= NOTES_BYTES_MAX)
        add_row(self, out, &page->notes[rows++]);
    end_rows(self, out, rows < page->count);
    job_answer(&self->job, STATUS_DONE);
}

static void read_page(job_t *job, void *context)
{
    store_read_notes(job, context);
}

void notes_run(void *host, call_t *call)
{
    notes_t *self = job_new(host, call, sizeof *self);
    job_t *job = &self->job;
    const follow_request_t *request = call_record(call);
    const page_t page = page_of(request->page, request->length, NOTES_PAGE);
    self->page = (notes_page_t){.skip = page.skip, .length = page.length};
    store_read_relation(job, RELATION_MEMBER, &self->relation);
    profiles_read_staff(job, job->staff_id, &self->staff);
    profiles_read_customer(job, job->customer_id, &self->customer);
    job_pass(job, read_page, &self->page);
    job_then(job, answer);
}
