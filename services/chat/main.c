/* SPDX-License-Identifier: Apache-2.0 */
/* leida-chat: conversations of staff users and customers. */
#include "common/process/service.h"
#include "services/chat/chat.h"

int main(int argc, char **argv)
{
    const service_spec_t spec = {
        .process = "leida-chat",
        .summary = "The chat service: messages, cursors and unread counts of conversations",
        .endpoint = "tcp://127.0.0.1:7101",
        .handlers = chat_handlers,
        .handler_count = chat_handler_count,
        .scripts = chat_scripts,
    };
    return service_main(&spec, argc, argv);
}
