/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/requests.h"
#include "services/chat/chat.h"
#include "services/chat/page.h"

enum { HISTORY_LENGTH = 20 };

typedef struct {
    job_t job;
    people_t people;
    view_t view;
    int64_t before; /* 0: by page */
    page_t page;
    status_t status; /* of the answer that waits for its mark */
    text_t answer;
    int64_t newest; /* id that it shows; 0: none */
    bool moved;     /* the cursor was, to there */
} history_job_t;

static void read_page(void *context);

static void marked(void *context)
{
    history_job_t *self = context;
    if (self->moved && self->newest > 0)
        job_notify(&self->job, (event_t){.kind = EVENT_READ, .id = self->newest});
    call_reply(&self->job.call, self->status, self->answer);
}

static void write_rest(buffer_t *out, const history_job_t *self)
{
    const view_t *view = &self->view;
    /* A message may have come between counting and reading. */
    const int64_t total = self->newest > view->total ? self->newest : view->total;
    if (self->job.caller.kind == PRINCIPAL_CUSTOMER) {
        const user_profile_t *staff = &self->people.staff;
        buffer_append_char(out, ',');
        row_write(out, &history_columns,
                  &(history_t){staff->business_phone, staff->wechat, staff->name, staff->position});
    }
    buffer_append_literal(out, ",\"data_count\":");
    buffer_append_int(out, total);
    if (view->cut) {
        buffer_append_char(out, ',');
        row_write(out, &history_cut_columns, &(history_cut_t){view->first_id});
    }
    buffer_append_char(out, '}');
}

/* Answers at once, or after marking what the answer shows: never more than that. */
static void finish(history_job_t *self, const buffer_t *out)
{
    job_t *job = &self->job;
    self->status = self->view.count > 0 ? STATUS_DONE : STATUS_EMPTY;
    if (self->newest <= (job->retries == 0 ? self->view.read : 0)) {
        job_answer(job, self->status);
        return;
    }
    self->answer = arena_copy(job->arena, buffer_text(out));
    store_mark(job, self->newest, &self->moved);
    job_then(job, marked);
}

static void page_done(void *context)
{
    history_job_t *self = context;
    job_t *job = &self->job;
    const view_t *view = &self->view;
    if (self->before > view->total + 1) {
        self->before = view->total + 1; /* beyond the end: the newest page */
        read_page(self);
        return;
    }
    const bool staff = job->caller.kind == PRINCIPAL_STAFF;
    buffer_t *out = job_out(job);
    buffer_append_char(out, '{');
    self->newest = page_write(out, staff ? &page_staff : &page_customer_history, view, job, &self->people);
    if (self->newest < 0) {
        job_fail(job);
        return;
    }
    write_rest(out, self);
    finish(self, out);
}

static void read_page(void *context)
{
    history_job_t *self = context;
    rows_range_t rows_range = {.first = -(self->page.skip + self->page.length),
                               .last = -(self->page.skip + 1),
                               .from_last = true,
                               .row_cost = page_row_cost(&self->people)};
    if (self->before > 0) {
        rows_range.first = self->before - 1 - self->page.length;
        rows_range.first = rows_range.first > 0 ? rows_range.first : 0;
        rows_range.last = self->before - 2;
        if (rows_range.last < 0) { /* to Redis -1 is the end */
            rows_range.first = 1;
            rows_range.last = 0;
        }
    }
    store_read_page(&self->job, rows_range, &self->view);
    job_then(&self->job, page_done);
}

/* chat (seed 1.3): a page of the conversation, marked read up to its newest message. */
void history_run(void *host, call_t *call)
{
    history_job_t *self = job_new(host, call, sizeof *self);
    const conversation_request_t *request = call_record(call);
    self->before = request->before;
    self->page = page_of(request->page, request->length, HISTORY_LENGTH);
    if (self->job.retries > 0)
        store_claim(&self->job); /* before it reads: what earlier tries have marked is then on the page */
    people_read(&self->job, &self->people);
    job_then(&self->job, read_page);
}
