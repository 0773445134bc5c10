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
    range_t range;
    int64_t read_by_customer;
    bool settled;  /* the range is: after=ID, or given at an earlier try */
    bool marked;   /* the settled range is given */
    int64_t probe; /* so many rows of the range are read first: who polls with after=ID finds few; 0: all */
    unsigned looks;
} getmsg_job_t;

static void look(getmsg_job_t *self);
static void read_range(getmsg_job_t *self);

static void answer_nothing(getmsg_job_t *self)
{
    call_reply(&self->job.call, STATUS_EMPTY, TEXT_LITERAL("{\"ret_data\":[],\"data_count\":0}"));
}

/* False when a row is none of ours: nothing is answered then. */
static bool answer_rows(getmsg_job_t *self, const view_t *view)
{
    job_t *job = &self->job;
    const page_form_t *form = job->actor.side == PRINCIPAL_STAFF ? &page_staff : &page_customer_new;
    buffer_t *out = &job->chat->out;
    buffer_clear(out);
    buffer_append_char(out, '{');
    const int64_t newest = page_write(out, form, view, &job->actor, &self->people);
    if (newest < 0)
        return false;
    buffer_append_literal(out, ",\"data_count\":");
    buffer_append_int(out, (int64_t)view->count);
    if (view->count < GETMSG_LENGTH && newest < view->total) {
        buffer_append_char(out, ',');
        row_write(out, &new_messages_cut_columns, &(new_messages_cut_t){true});
    }
    buffer_append_char(out, '}');
    job_reply(job, STATUS_DONE);
    return true;
}

/* ---- rows of a settled range ---- */

static void given_back(void *context, outcome_t outcome)
{
    getmsg_job_t *self = context;
    outcome.status = STATUS_UNAVAILABLE;
    job_goes_on(&self->job, outcome);
}

static void give_back(getmsg_job_t *self)
{
    store_give_back(self->job.chat->store, &self->job.actor, self->range, given_back, self);
}

static void range_read(void *context, const view_t *view)
{
    getmsg_job_t *self = context;
    if (self->marked && view->outcome.redis == REDIS_OK && view->outcome.status == STATUS_UNAVAILABLE) {
        give_back(self);
        return;
    }
    if (!job_goes_on(&self->job, view->outcome))
        return;
    if (view->count == 0)
        answer_nothing(self);
    else if ((int64_t)view->count == self->probe && view->total > self->range.from + (int64_t)view->count) {
        self->probe = 0;
        read_range(self);
    } else if (!answer_rows(self, view)) {
        if (self->marked)
            give_back(self);
        else
            call_reply(&self->job.call, STATUS_UNAVAILABLE, TEXT_NONE);
    }
}

static void read_range(getmsg_job_t *self)
{
    const range_t *range = &self->range;
    if (range->to <= range->from) {
        answer_nothing(self);
        return;
    }
    stretch_t stretch = {
        .first = range->from, .last = range->to - 1, .row_cost = page_row_cost(&self->people)};
    if (self->probe > 0 && range->to - range->from > self->probe)
        stretch.last = range->from + self->probe - 1;
    store_page(self->job.chat->store, &self->job.actor, stretch, range_read, self);
}

/* ---- rows not yet given ---- */

static void taken(void *context, const view_t *view)
{
    getmsg_job_t *self = context;
    if (!job_goes_on(&self->job, view->outcome))
        return;
    switch (view->take) {
    case TAKE_DONE:
        if (view->count == 0)
            answer_nothing(self);
        else {
            view_t shown = *view;
            shown.read_by_customer = self->read_by_customer;
            if (!answer_rows(self, &shown))
                give_back(self);
        }
        return;
    case TAKE_GIVEN:
        self->range = view->given;
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
    store_take(self->job.chat->store, &self->job.actor, self->range, taken, self);
}

static void people_known(void *context, redis_status_t known)
{
    getmsg_job_t *self = context;
    self->people_known = known == REDIS_OK;
    if (known != REDIS_OK)
        call_wait(&self->job.call, known);
    else if (self->settled)
        read_range(self);
    else
        take(self);
}

static void with_people(getmsg_job_t *self)
{
    if (self->people_known)
        people_known(self, REDIS_OK);
    else
        people_get(self->job.chat->profiles, &self->job.actor, &self->people, people_known, self);
}

static void looked(void *context, const view_t *view)
{
    getmsg_job_t *self = context;
    if (!job_goes_on(&self->job, view->outcome))
        return;
    self->read_by_customer = view->read_by_customer;
    if (view->take == TAKE_GIVEN) {
        self->range = view->given;
        self->settled = self->marked = true;
        with_people(self);
        return;
    }
    self->range = (range_t){.from = view->read, .to = view->total};
    if (self->range.to > self->range.from + GETMSG_LENGTH)
        self->range.to = self->range.from + GETMSG_LENGTH;
    if (self->range.to > self->range.from)
        with_people(self);
    else if (self->job.actor.tries == 0)
        answer_nothing(self);
    else {
        /* Taking nothing is remembered too: the first try, should it still come, is then given nothing. */
        self->range.to = self->range.from;
        take(self);
    }
}

static void look(getmsg_job_t *self)
{
    if (++self->looks > LOOKS_MAX)
        call_reply(&self->job.call, STATUS_UNAVAILABLE, TEXT_NONE);
    else
        store_look(self->job.chat->store, &self->job.actor, looked, self);
}

void chat_getmsg(void *service, call_t *call)
{
    chat_t *chat = service;
    getmsg_job_t *self = job_new(chat, call, sizeof *self);
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
