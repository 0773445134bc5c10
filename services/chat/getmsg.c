/* SPDX-License-Identifier: Apache-2.0 */
/*
 * getmsg (seed 1.2): look where the cursor stands; take the range after it, if the cursor still stands there;
 * else look again. The rows that are answered are exactly those that the script marked: where they are many
 * the script looks first how many of them fit an answer, and they are read after that. Rows that are none of
 * ours are not answered, and so not marked either. A call that is tried again is given the same range again
 * (common/store/once.h).
 */
#include "proto/requests.h"
#include "services/chat/chat.h"
#include "services/chat/page.h"

enum { GETMSG_LENGTH = 200, LOOKS_MAX = 64 };

typedef struct {
    job_t job;
    people_t people;
    bool people_known;
    view_t view;
    range_t range;
    bool settled;  /* the range is: after=ID, or given at an earlier try */
    bool marked;   /* the range is given */
    int64_t probe; /* so many rows of the range are read first: who polls with after=ID finds few; 0: all */
    unsigned looks;
} getmsg_job_t;

static void look(getmsg_job_t *self);
static void read_range(getmsg_job_t *self);

static void answer_nothing(getmsg_job_t *self)
{
    call_reply(&self->job.call, STATUS_EMPTY, TEXT_LITERAL("{\"ret_data\":[],\"data_count\":0}"));
}

/* Rows that are corrupt are not given: their mark is taken back before the call ends as it must. */
static void end_badly(getmsg_job_t *self)
{
    if (self->marked && self->job.outcome.redis == REDIS_FOREIGN)
        store_give_back(&self->job, self->range);
    job_finally(&self->job, job_fail);
}

static void answer_rows(getmsg_job_t *self)
{
    job_t *job = &self->job;
    const view_t *view = &self->view;
    const page_form_t *form = job->caller.kind == PRINCIPAL_STAFF ? &page_staff : &page_customer_new;
    buffer_t *out = job_out(job);
    buffer_append_char(out, '{');
    const int64_t newest = page_write(out, form, view, job, &self->people);
    if (newest < 0) {
        end_badly(self);
        return;
    }
    buffer_append_literal(out, ",\"data_count\":");
    buffer_append_int(out, (int64_t)view->count);
    if (view->count < GETMSG_LENGTH && newest < view->total) {
        buffer_append_char(out, ',');
        row_write(out, &new_messages_cut_columns, &(new_messages_cut_t){true});
    }
    buffer_append_char(out, '}');
    if (self->marked)
        job_notify(job, (event_t){.kind = EVENT_READ, .id = self->range.to});
    job_answer(job, STATUS_DONE);
}

/* ---- rows of a settled range ---- */

static void range_read(void *context)
{
    getmsg_job_t *self = context;
    const view_t *view = &self->view;
    if (!job_is_good(&self->job))
        end_badly(self);
    else if (view->count == 0)
        answer_nothing(self);
    else if ((int64_t)view->count == self->probe && view->total > self->range.from + (int64_t)view->count) {
        self->probe = 0;
        read_range(self);
    } else
        answer_rows(self);
}

static void read_range(getmsg_job_t *self)
{
    const range_t *range = &self->range;
    if (range->to <= range->from) {
        answer_nothing(self);
        return;
    }
    rows_range_t rows_range = {
        .first = range->from, .last = range->to - 1, .row_cost = page_row_cost(&self->people)};
    if (self->probe > 0 && range->to - range->from > self->probe)
        rows_range.last = range->from + self->probe - 1;
    store_read_page(&self->job, rows_range, &self->view);
    job_finally(&self->job, range_read);
}

/* ---- rows not yet given ---- */

static void taken(void *context)
{
    getmsg_job_t *self = context;
    switch (self->view.take) {
    case TAKE_DONE:
        self->marked = true;
        if (self->view.count == 0)
            answer_nothing(self);
        else
            answer_rows(self);
        return;
    case TAKE_GIVEN:
        self->range = self->view.given;
        self->marked = true;
        read_range(self);
        return;
    case TAKE_NONE:
    case TAKE_MOVED:
        look(self);
    }
}

static void take(getmsg_job_t *self)
{
    self->range.row_cost = page_row_cost(&self->people);
    store_take(&self->job, self->range, &self->view);
    job_then(&self->job, taken);
}

static void people_known(void *context)
{
    getmsg_job_t *self = context;
    self->people_known = true;
    if (self->settled)
        read_range(self);
    else
        take(self);
}

static void with_people(getmsg_job_t *self)
{
    if (!self->people_known)
        people_read(&self->job, &self->people);
    job_then(&self->job, people_known);
}

static void looked(void *context)
{
    getmsg_job_t *self = context;
    const view_t *view = &self->view;
    if (view->take == TAKE_GIVEN) {
        self->range = view->given;
        self->settled = self->marked = true;
        with_people(self);
        return;
    }
    self->range = (range_t){.from = view->read, .to = view->total};
    if (self->range.to > self->range.from + GETMSG_LENGTH)
        self->range.to = self->range.from + GETMSG_LENGTH;
    /* A later try takes even nothing: one before it, should it still come, is then given nothing too. */
    if (self->range.to > self->range.from || self->job.retries > 0)
        with_people(self);
    else
        answer_nothing(self);
}

static void look(getmsg_job_t *self)
{
    if (++self->looks > LOOKS_MAX) {
        job_end(&self->job, STATUS_UNAVAILABLE);
        return;
    }
    store_read_cursors(&self->job, &self->view);
    job_then(&self->job, looked);
}

void getmsg_run(void *host, call_t *call)
{
    getmsg_job_t *self = job_new(host, call, sizeof *self);
    const conversation_request_t *request = call_record(call);
    int after = field_index(&call_method(call)->request, TEXT_LITERAL("after"));
    if (record_has(&request->record, (size_t)after)) {
        self->range = (range_t){.from = request->after, .to = request->after + GETMSG_LENGTH};
        self->settled = true;
        self->probe = PAGE_PLAIN_ROWS;
        with_people(self);
    } else
        look(self);
}
