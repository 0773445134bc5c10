/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/requests.h"
#include "services/chat/chat.h"

/* ack: what a client that polls with `after` says it has got (api.md 2). */
void ack_run(void *host, call_t *call)
{
    job_t *job = job_new(host, call, sizeof *job);
    const conversation_request_t *request = call_record(call);
    store_mark(job, request->id);
    job_then(job, job_end_done);
}
