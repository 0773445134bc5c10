/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/requests.h"
#include "services/chat/chat.h"

static void ack_done(void *context, outcome_t outcome)
{
    job_t *job = context;
    if (job_goes_on(job, outcome))
        call_reply(&job->call, STATUS_DONE, TEXT_NONE);
}

/* ack: what a client that polls with `after` says it has got (api.md 2). */
void chat_ack(void *service, call_t *call)
{
    chat_t *chat = service;
    job_t *job = job_new(chat, call, sizeof *job);
    const conversation_request_t *request = call_record(call);
    store_mark(chat->store, &job->actor, request->id, ack_done, job);
}
