/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_expected_time and …/update_expected_pr (seed 1.7 and 1.8, api.md 4): the
 * value, the last follow time and a note, all or nothing. */
#include "base/date.h"
#include "common/store/keys.h"
#include "proto/requests.h"
#include "services/crm/crm.h"

/* What is to be followed up, but for the value. */
typedef struct {
    text_t field;
    bool in_summary;
    text_t note_begin;
} expected_t;

static const expected_t expected_time = {TEXT_CONSTANT(REL_EXPECTED_TIME), true,
                                         TEXT_CONSTANT("更新预计成交日期: ")};
static const expected_t expected_pr = {TEXT_CONSTANT(REL_EXPECTED_PR), false,
                                       TEXT_CONSTANT("更新预计成交率为: ")};

typedef struct {
    job_t job;
    follow_up_t follow_up;
} expected_job_t;

static void answer(void *job)
{
    job_notify(job, (event_t){.kind = EVENT_CUSTOMER, .detail = EVENT_EXPECTED});
    job_end_done(job);
}

/* The note's end is the value. */
static void follow_up(job_t *job, follow_up_t *given, const expected_t *expected, text_t note)
{
    const size_t begin = expected->note_begin.size;
    note = arena_copy(job->arena, note);
    *given = (follow_up_t){.field = {expected->field, {note.data + begin, note.size - begin}},
                           .in_summary = expected->in_summary,
                           .time = job->host->now(),
                           .note = note};
    store_follow_up(job, given);
    job_then(job, answer);
}

void update_expected_time_run(void *host, call_t *call)
{
    expected_job_t *self = job_new(host, call, sizeof *self);
    const update_request_t *request = call_record(call);
    buffer_t *note = job_scratch(&self->job);
    buffer_append_text(note, expected_time.note_begin);
    date_write(note, request->expected_time);
    follow_up(&self->job, &self->follow_up, &expected_time, buffer_text(note));
}

void update_expected_pr_run(void *host, call_t *call)
{
    expected_job_t *self = job_new(host, call, sizeof *self);
    const update_request_t *request = call_record(call);
    buffer_t *note = job_scratch(&self->job);
    buffer_append_text(note, expected_pr.note_begin);
    buffer_append_int(note, request->expected_pr);
    follow_up(&self->job, &self->follow_up, &expected_pr, buffer_text(note));
}
