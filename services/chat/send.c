/* SPDX-License-Identifier: Apache-2.0 */
#include "common/clock.h"
#include "proto/messages.h"
#include "proto/requests.h"
#include "services/chat/chat.h"

static void send_done(void *context, const sent_t *sent)
{
    job_t *job = context;
    if (!job_goes_on(job, sent->outcome))
        return;
    buffer_t *out = &job->chat->out;
    buffer_clear(out);
    const send_request_t *request = call_record(job->call);
    if (request->message_key.size > 0) {
        buffer_t time = {0};
        clock_write_time(&time, sent->time);
        buffer_append_char(out, '{');
        row_write(out, &message_sent_columns,
                  &(message_sent_t){sent->id, buffer_text(&time), sent->duplicate});
        buffer_append_char(out, '}');
        buffer_free(&time);
    }
    job_reply(job, STATUS_DONE);
}

/* send_msg (seed 1.1, api.md 2 and 3). */
void chat_send(void *service, call_t *call)
{
    chat_t *chat = service;
    job_t *job = job_new(chat, call, sizeof *job);
    const send_request_t *request = call_record(call);
    const sending_t sending = {.content = request->content,
                               .article_id = request->article_id,
                               .time = clock_now(),
                               .key = request->message_key};
    store_send(chat->store, &job->actor, &sending, send_done, job);
}
