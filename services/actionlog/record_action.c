/* SPDX-License-Identifier: Apache-2.0 */
/* POST /gongzhonghao/action/record (api.md 5): a customer did something. */
#include "proto/action_names.h"
#include "proto/requests.h"
#include "services/actionlog/actionlog.h"

typedef struct {
    job_t job;
    recording_t recording;
} record_action_t;

static void answer(void *context)
{
    record_action_t *self = context;
    const recording_t *recording = &self->recording;
    job_notify(
        &self->job,
        (event_t){.kind = EVENT_ACTION, .id = recording->made.id, .detail = (unsigned)recording->row.action});
    job_answer_made(&self->job, recording->key, &recording->made);
}

void record_action_run(void *host, call_t *call)
{
    record_action_t *self = job_new(host, call, sizeof *self);
    const action_request_t *request = call_record(call);
    self->recording = (recording_t){
        .row = {.time = self->job.host->now(),
                .call = call_id(call),
                .action = request->action,
                .customer_id = request->customer_id,
                .article_id = request->article_id,
                .remark = request->remark.size > 0 ? request->remark : action_remark(request->action)},
        .key = request->message_key,
    };
    store_append(&self->job, &self->recording);
    job_then(&self->job, answer);
}
