/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/requests.h"
#include "services/chat/chat.h"

typedef struct {
    job_t job;
    int64_t id;
    bool moved;
} ack_job_t;

static void answer(void *context)
{
    ack_job_t *self = context;
    if (self->moved)
        job_notify(&self->job, (event_t){.kind = EVENT_READ, .id = self->id});
    job_end_done(self);
}

/* ack: what a client that polls with `after` says it has got (api.md 2). */
void ack_run(void *host, call_t *call)
{
    ack_job_t *self = job_new(host, call, sizeof *self);
    const conversation_request_t *request = call_record(call);
    self->id = request->id;
    store_mark(&self->job, self->id, &self->moved);
    job_then(&self->job, answer);
}
