/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/relation.h"
#include "services/chat/chat.h"

static void answer(void *job)
{
    job_notify(job, (event_t){.kind = EVENT_TYPING});
    job_end_done(job);
}

/* typing (api.md 5): tells the other side that the caller writes; nothing of it is kept. */
void typing_run(void *host, call_t *call)
{
    job_t *job = job_new(host, call, sizeof *job);
    relation_require(job, job->customer_id);
    job_then(job, answer);
}
