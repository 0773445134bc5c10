/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/follow_info/add (api.md 4): a note and the last follow time, all or nothing. */
#include "proto/requests.h"
#include "services/crm/crm.h"

typedef struct {
    job_t job;
    follow_up_t follow_up;
} add_note_t;

static void answer(void *job)
{
    job_notify(job, (event_t){.kind = EVENT_CUSTOMER, .detail = EVENT_FOLLOW});
    job_end_done(job);
}

void add_note_run(void *host, call_t *call)
{
    add_note_t *self = job_new(host, call, sizeof *self);
    const follow_request_t *request = call_record(call);
    self->follow_up = (follow_up_t){.time = self->job.host->now(), .note = request->text};
    store_follow_up(&self->job, &self->follow_up);
    job_then(&self->job, answer);
}
