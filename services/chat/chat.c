/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/chat.h"

#include <stdlib.h>

#include "proto/requests.h"

static actor_t actor_of(call_t *call)
{
    actor_t actor = {.side = call_caller(call)->kind,
                     .call = call_id(call),
                     .issued = call_issued(call),
                     .tries = call_tries(call),
                     .arena = call_arena(call)};
    const method_id_t method = call_method(call)->id;
    if (method == METHOD_CUSTOMER_SEND || method == METHOD_STAFF_SEND) {
        const send_request_t *request = call_record(call);
        actor.staff_id = request->staff_id;
        actor.customer_id = request->customer_id;
    } else {
        const conversation_request_t *request = call_record(call);
        actor.staff_id = request->staff_id;
        actor.customer_id = request->customer_id;
    }
    return actor;
}

void *job_new(chat_t *chat, call_t *call, size_t size)
{
    job_t *job = arena_new(call_arena(call), size);
    memset(job, 0, size);
    *job = (job_t){chat, call, actor_of(call)};
    return job;
}

bool job_goes_on(job_t *job, outcome_t outcome)
{
    if (outcome.redis != REDIS_OK)
        call_wait(&job->call, outcome.redis);
    else if (outcome.status != STATUS_DONE)
        call_reply(&job->call, outcome.status, TEXT_NONE);
    else
        return true;
    return false;
}

void job_reply(job_t *job, status_t status)
{
    call_reply(&job->call, status, buffer_text(&job->chat->out));
}

const verb_t chat_verbs[] = {
    {METHOD_CUSTOMER_SEND, chat_send},       {METHOD_STAFF_SEND, chat_send},
    {METHOD_CUSTOMER_GETMSG, chat_getmsg},   {METHOD_STAFF_GETMSG, chat_getmsg},
    {METHOD_CUSTOMER_ACK, chat_ack},         {METHOD_STAFF_ACK, chat_ack},
    {METHOD_CUSTOMER_HISTORY, chat_history}, {METHOD_STAFF_HISTORY, chat_history},
    {METHOD_CUSTOMER_UNREAD, chat_unread},   {METHOD_STAFF_UNREAD, chat_unread},
};
const size_t chat_verb_count = sizeof chat_verbs / sizeof *chat_verbs;

void *chat_open(const service_host_t *host)
{
    chat_t *self = memory_new_zeroed(sizeof *self);
    self->store = store_new(host->redis);
    self->profiles = host->profiles;
    return self;
}

void chat_close(void **service_p)
{
    chat_t *self = *service_p;
    store_destroy(&self->store);
    buffer_free(&self->out);
    free(self);
    *service_p = NULL;
}
