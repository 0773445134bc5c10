/* SPDX-License-Identifier: Apache-2.0 */
/* leida-chat: conversations of staff users and customers. */
#include <stdlib.h>

#include "common/service.h"
#include "services/chat/chat.h"

static const verb_t verbs[] = {
    {METHOD_CUSTOMER_SEND, chat_send},       {METHOD_STAFF_SEND, chat_send},
    {METHOD_CUSTOMER_GETMSG, chat_getmsg},   {METHOD_STAFF_GETMSG, chat_getmsg},
    {METHOD_CUSTOMER_ACK, chat_ack},         {METHOD_STAFF_ACK, chat_ack},
    {METHOD_CUSTOMER_HISTORY, chat_history}, {METHOD_STAFF_HISTORY, chat_history},
    {METHOD_CUSTOMER_UNREAD, chat_unread},   {METHOD_STAFF_UNREAD, chat_unread},
};

static void *open_chat(const service_host_t *host)
{
    chat_t *self = memory_new_zeroed(sizeof *self);
    self->store = store_new(host->redis);
    self->profiles = host->profiles;
    return self;
}

static void close_chat(void **service_p)
{
    chat_t *self = *service_p;
    store_destroy(&self->store);
    buffer_free(&self->out);
    free(self);
    *service_p = NULL;
}

int main(int argc, char **argv)
{
    static const service_spec_t spec = {
        .process = "leida-chat",
        .summary = "The chat service: messages, cursors and unread counts of conversations.",
        .endpoint = "tcp://127.0.0.1:7101",
        .verbs = verbs,
        .verb_count = sizeof verbs / sizeof *verbs,
        .scripts = chat_scripts,
        .open = open_chat,
        .close = close_chat,
    };
    return service_main(&spec, argc, argv);
}
