/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/requests.h"
#include "services/chat/chat.h"

typedef struct {
    job_t job;
    sending_t sending;
} send_job_t;

static void answer(void *context)
{
    send_job_t *self = context;
    job_notify(&self->job, (event_t){.kind = EVENT_MESSAGE, .id = self->sending.made.id});
    job_answer_made(&self->job, self->sending.key, &self->sending.made);
}

/* send_msg (seed 1.1, api.md 2 and 3). */
void send_run(void *host, call_t *call)
{
    send_job_t *self = job_new(host, call, sizeof *self);
    const send_request_t *request = call_record(call);
    self->sending = (sending_t){.content = request->content,
                                .article_id = request->article_id,
                                .time = self->job.host->now(),
                                .key = request->message_key};
    store_append(&self->job, &self->sending);
    job_then(&self->job, answer);
}
