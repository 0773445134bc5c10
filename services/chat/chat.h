/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chat service: its handlers, one file each. Both sides call the same handlers; the caller's kind tells
 * which side it is (api.md 2 and 3).
 */
#ifndef LEIDA_SERVICES_CHAT_CHAT_H
#define LEIDA_SERVICES_CHAT_CHAT_H

#include "services/chat/store.h"

#define CHAT_HANDLERS(HANDLER)                                                                               \
    HANDLER(METHOD_CUSTOMER_SEND, send_run)                                                                  \
    HANDLER(METHOD_STAFF_SEND, send_run)                                                                     \
    HANDLER(METHOD_CUSTOMER_GETMSG, getmsg_run)                                                              \
    HANDLER(METHOD_STAFF_GETMSG, getmsg_run)                                                                 \
    HANDLER(METHOD_CUSTOMER_ACK, ack_run)                                                                    \
    HANDLER(METHOD_STAFF_ACK, ack_run)                                                                       \
    HANDLER(METHOD_CUSTOMER_HISTORY, history_run)                                                            \
    HANDLER(METHOD_STAFF_HISTORY, history_run)                                                               \
    HANDLER(METHOD_CUSTOMER_UNREAD, unread_run)                                                              \
    HANDLER(METHOD_STAFF_UNREAD, unread_run)                                                                 \
    HANDLER(METHOD_CONVERSATIONS, conversations_run)                                                         \
    HANDLER(METHOD_CUSTOMER_TYPING, typing_run)                                                              \
    HANDLER(METHOD_STAFF_TYPING, typing_run)                                                                 \
    HANDLER(METHOD_UNTOLD, untold_run)

CHAT_HANDLERS(HANDLER_DECLARATION)

extern const handler_t chat_handlers[];
extern const size_t chat_handler_count;

#endif
