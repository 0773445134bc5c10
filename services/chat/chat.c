/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/chat.h"

const handler_t chat_handlers[] = {CHAT_HANDLERS(HANDLER_ROW)};
const size_t chat_handler_count = sizeof chat_handlers / sizeof *chat_handlers;
