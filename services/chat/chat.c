/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/chat.h"

const verb_t chat_verbs[] = {
    {METHOD_CUSTOMER_SEND, send_run},       {METHOD_STAFF_SEND, send_run},
    {METHOD_CUSTOMER_GETMSG, getmsg_run},   {METHOD_STAFF_GETMSG, getmsg_run},
    {METHOD_CUSTOMER_ACK, ack_run},         {METHOD_STAFF_ACK, ack_run},
    {METHOD_CUSTOMER_HISTORY, history_run}, {METHOD_STAFF_HISTORY, history_run},
    {METHOD_CUSTOMER_UNREAD, unread_run},   {METHOD_STAFF_UNREAD, unread_run},
};
const size_t chat_verb_count = sizeof chat_verbs / sizeof *chat_verbs;
