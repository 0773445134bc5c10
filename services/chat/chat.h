/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chat service: its verbs, one file each. Both sides call the same verbs; the caller's kind tells which
 * side it is (api.md 2 and 3).
 */
#ifndef LEIDA_SERVICES_CHAT_CHAT_H
#define LEIDA_SERVICES_CHAT_CHAT_H

#include "services/chat/store.h"

#define CHAT_VERBS(VERB)                                                                                     \
    VERB(METHOD_CUSTOMER_SEND, send_run)                                                                     \
    VERB(METHOD_STAFF_SEND, send_run)                                                                        \
    VERB(METHOD_CUSTOMER_GETMSG, getmsg_run)                                                                 \
    VERB(METHOD_STAFF_GETMSG, getmsg_run)                                                                    \
    VERB(METHOD_CUSTOMER_ACK, ack_run)                                                                       \
    VERB(METHOD_STAFF_ACK, ack_run)                                                                          \
    VERB(METHOD_CUSTOMER_HISTORY, history_run)                                                               \
    VERB(METHOD_STAFF_HISTORY, history_run)                                                                  \
    VERB(METHOD_CUSTOMER_UNREAD, unread_run)                                                                 \
    VERB(METHOD_STAFF_UNREAD, unread_run)

CHAT_VERBS(VERB_DECLARATION)

extern const verb_t chat_verbs[];
extern const size_t chat_verb_count;

#endif
