/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/requests.h"
#include "services/chat/chat.h"
#include "services/chat/page.h"

enum { HISTORY_LENGTH = 20 };

typedef struct {
    job_t job;
    people_t people;
    int64_t before; /* 0: by page */
    page_t page;
    status_t status; /* of the answer that waits for its mark */
    text_t answer;
} history_job_t;

static void read_page(history_job_t *self);

static void marked(void *context, outcome_t outcome)
{
    history_job_t *self = context;
    if (job_goes_on(&self->job, outcome))
        call_reply(&self->job.call, self->status, self->answer);
}

static void write_rest(buffer_t *out, const history_job_t *self, const view_t *view, int64_t newest)
{
    /* A message may have come between counting and reading. */
    const int64_t total = newest > view->total ? newest : view->total;
    if (self->job.actor.side == PRINCIPAL_CUSTOMER) {
        buffer_append_char(out, ',');
        row_write(out, &history_columns, &(history_t){self->people.business_phone, self->people.wechat});
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
static void finish(history_job_t *self, const view_t *view, int64_t newest)
{
    job_t *job = &self->job;
    self->status = view->count > 0 ? STATUS_DONE : STATUS_EMPTY;
    if (newest <= view->read && job->actor.tries == 0) {
        job_reply(job, self->status);
        return;
    }
    self->answer = arena_copy(job->actor.arena, buffer_text(&job->chat->out));
    store_mark(job->chat->store, &job->actor, newest, marked, self);
}

static void page_done(void *context, const view_t *view)
{
    history_job_t *self = context;
    job_t *job = &self->job;
    if (!job_goes_on(job, view->outcome))
        return;
    if (self->before > view->total + 1) {
        self->before = view->total + 1; /* beyond the end: the newest page */
        read_page(self);
        return;
    }
    const bool staff = job->actor.side == PRINCIPAL_STAFF;
    buffer_t *out = &job->chat->out;
    buffer_clear(out);
    buffer_append_char(out, '{');
    int64_t newest = page_write(out, staff ? &page_staff : &page_customer_history, view, &job->actor,
                                &self->people);
    if (newest < 0) {
        call_reply(&job->call, STATUS_UNAVAILABLE, TEXT_NONE);
        return;
    }
    write_rest(out, self, view, newest);
    finish(self, view, newest);
}

static void read_page(history_job_t *self)
{
    job_t *job = &self->job;
    stretch_t stretch = {.first = -(self->page.skip + self->page.length),
                         .last = -(self->page.skip + 1),
                         .from_last = true,
                         .row_cost = page_row_cost(&self->people)};
    if (self->before > 0) {
        stretch.first = self->before - 1 - self->page.length;
        stretch.first = stretch.first > 0 ? stretch.first : 0;
        stretch.last = self->before - 2;
        if (stretch.last < 0) { /* to Redis -1 is the end */
            stretch.first = 1;
            stretch.last = 0;
        }
    }
    store_page(job->chat->store, &job->actor, stretch, page_done, self);
}

static void people_known(void *context, redis_status_t known)
{
    history_job_t *self = context;
    if (known == REDIS_OK)
        read_page(self);
    else
        call_wait(&self->job.call, known);
}

/* chat (seed 1.3): a page of the conversation, marked read up to its newest message. */
void chat_history(void *service, call_t *call)
{
    chat_t *chat = service;
    history_job_t *self = job_new(chat, call, sizeof *self);
    const conversation_request_t *request = call_record(call);
    self->before = request->before;
    self->page = page_of(request->page, request->length, HISTORY_LENGTH);
    people_get(chat->profiles, &self->job.actor, &self->people, people_known, self);
}
