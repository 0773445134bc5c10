/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/messages.h"
#include "services/chat/chat.h"

static void unread_done(void *context, outcome_t outcome, int64_t count)
{
    job_t *job = context;
    if (!job_goes_on(job, outcome))
        return;
    buffer_t *out = &job->chat->out;
    buffer_clear(out);
    buffer_append_char(out, '{');
    row_write(out, &unread_columns, &(unread_t){count});
    buffer_append_char(out, '}');
    job_reply(job, STATUS_DONE);
}

/* query_num (seed 1.4): messages of the other side that the caller has not been given. */
void chat_unread(void *service, call_t *call)
{
    chat_t *chat = service;
    job_t *job = job_new(chat, call, sizeof *job);
    store_unread(chat->store, &job->actor, unread_done, job);
}
