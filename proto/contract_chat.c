/* SPDX-License-Identifier: Apache-2.0 */
/* The chat methods (api.md 2 and 3; seed 1.1 to 1.4). */
#include "proto/answers_chat.h"
#include "proto/content.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

static const field_t customer_send_fields[] = {
    {.name = "u_id",
     FIELD_AT(send_request_t, staff_id),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the staff user to write to"},
    {.name = "content",
     FIELD_AT(send_request_t, content),
     .type = FIELD_CONTENT,
     .from = FROM_BODY,
     .required = true,
     .min = CONTENT_FROM_CUSTOMER,
     .max = CONTENT_SIZE_MAX,
     .help = "the message, JSON text"},
    {.name = "customer_id",
     .type = FIELD_INT,
     .from = FROM_BODY,
     .caller = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the caller"},
    {.name = "send_type",
     .type = FIELD_INT,
     .from = FROM_BODY,
     .min = 2,
     .max = 2,
     .help = "2: customer to staff"},
    {.name = "article_id",
     FIELD_AT(send_request_t, article_id),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .min = 1,
     .max = ID_MAX,
     .help = "the article it was written from"},
    FIELD_MESSAGE_KEY(send_request_t),
};

static const field_t staff_send_fields[] = {
    {.name = "customer_id",
     FIELD_AT(send_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the customer to write to"},
    {.name = "content",
     FIELD_AT(send_request_t, content),
     .type = FIELD_CONTENT,
     .from = FROM_BODY,
     .required = true,
     .min = CONTENT_FROM_STAFF,
     .max = CONTENT_SIZE_MAX,
     .help = "the message, JSON text"},
    {.name = "user_id",
     .type = FIELD_INT,
     .from = FROM_BODY,
     .caller = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the caller"},
    {.name = "send_type",
     .type = FIELD_INT,
     .from = FROM_BODY,
     .min = 1,
     .max = 1,
     .help = "1: staff to customer"},
    FIELD_MESSAGE_KEY(send_request_t),
};

#define PEER_OF_CUSTOMER(source)                                                                             \
    {                                                                                                        \
        .name = "u_id", FIELD_AT(conversation_request_t, staff_id), .type = FIELD_INT, .from = (source),     \
        .required = true, .min = 1, .max = ID_MAX, .help = "the staff user"                                  \
    }
#define PEER_OF_STAFF(source)                                                                                \
    {                                                                                                        \
        .name = "customer_id", FIELD_AT(conversation_request_t, customer_id), .type = FIELD_INT,             \
        .from = (source), .required = true, .min = 1, .max = ID_MAX, .help = "the customer"                  \
    }
#define CALLER_CUSTOMER                                                                                      \
    {                                                                                                        \
        .name = "customer_id", .type = FIELD_INT, .from = FROM_QUERY, .caller = true, .min = 1,              \
        .max = ID_MAX, .help = "the caller"                                                                  \
    }
#define MESSAGE_AFTER                                                                                        \
    {                                                                                                        \
        .name = "after", FIELD_AT(conversation_request_t, after), .type = FIELD_INT, .from = FROM_QUERY,     \
        .min = 0, .max = ID_MAX, .help = "messages with a greater id, nothing is marked"                     \
    }
#define MESSAGE_BEFORE                                                                                       \
    {                                                                                                        \
        .name = "before", FIELD_AT(conversation_request_t, before), .type = FIELD_INT, .from = FROM_QUERY,   \
        .min = 1, .max = ID_MAX, .help = "instead of current_page: messages with a smaller id"               \
    }
#define MESSAGE_ID                                                                                           \
    {                                                                                                        \
        .name = "id", FIELD_AT(conversation_request_t, id), .type = FIELD_INT, .from = FROM_BODY,            \
        .required = true, .min = 1, .max = ID_MAX, .help = "read up to this message"                         \
    }

static const field_t customer_getmsg_fields[] = {PEER_OF_CUSTOMER(FROM_QUERY), MESSAGE_AFTER,
                                                 FIELD_WAIT(conversation_request_t)};
static const field_t staff_getmsg_fields[] = {PEER_OF_STAFF(FROM_QUERY), MESSAGE_AFTER,
                                              FIELD_WAIT(conversation_request_t)};
static const field_t customer_unread_fields[] = {PEER_OF_CUSTOMER(FROM_QUERY)};
static const field_t staff_unread_fields[] = {PEER_OF_STAFF(FROM_QUERY)};
static const field_t customer_ack_fields[] = {PEER_OF_CUSTOMER(FROM_BODY), MESSAGE_ID};
static const field_t staff_ack_fields[] = {PEER_OF_STAFF(FROM_BODY), MESSAGE_ID};
static const field_t customer_typing_fields[] = {PEER_OF_CUSTOMER(FROM_BODY)};
static const field_t staff_typing_fields[] = {PEER_OF_STAFF(FROM_BODY)};
static const field_t customer_history_fields[] = {PEER_OF_CUSTOMER(FROM_QUERY), CALLER_CUSTOMER,
                                                  FIELD_PAGE(conversation_request_t), MESSAGE_BEFORE};
static const field_t staff_history_fields[] = {PEER_OF_STAFF(FROM_QUERY), FIELD_PAGE(conversation_request_t),
                                               MESSAGE_BEFORE};
static const field_t conversations_fields[] = {
    FIELD_PAGE(conversations_request_t),
    FIELD_ROWS(conversations_request_t, "`memo_name`"),
};

#define CHAT .service = SERVICE_CHAT, .invalid = STATUS_INVALID

const method_t contract_chat[] = {
    {.id = METHOD_CUSTOMER_SEND,
     CHAT,
     OF_CUSTOMER(send_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .name = "customer_send",
     .path = "/gongzhonghao/chat/send_msg/{n}",
     .summary = "Send a message",
     .done = "send msg successful",
     .request = FIELD_TABLE(customer_send_fields, send_request_t),
     .data = &message_sent_columns},
    {.id = METHOD_CUSTOMER_GETMSG,
     CHAT,
     OF_CUSTOMER(conversation_request_t),
     .http_method = HTTP_GET,
     .writes = true,
     .name = "customer_getmsg",
     .path = "/gongzhonghao/chat/getmsg/{n}",
     .summary = "Messages not yet given",
     .done = "实时获取-最新聊天信息成功",
     .empty = "没有得到实时聊天信息",
     .waits_for = EVENT_MESSAGE,
     .request = FIELD_TABLE(customer_getmsg_fields, conversation_request_t),
     .rows = &customer_new_message_columns,
     .messages = true,
     .cut = &new_messages_cut_columns},
    {.id = METHOD_CUSTOMER_ACK,
     CHAT,
     OF_CUSTOMER(conversation_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .name = "customer_ack",
     .path = "/gongzhonghao/chat/ack/{n}",
     .summary = "Mark read up to a message",
     .done = "确认成功",
     .request = FIELD_TABLE(customer_ack_fields, conversation_request_t)},
    {.id = METHOD_CUSTOMER_HISTORY,
     CHAT,
     OF_CUSTOMER(conversation_request_t),
     .http_method = HTTP_GET,
     .writes = true,
     .name = "customer_history",
     .path = "/gongzhonghao/chat",
     .summary = "Page through the conversation",
     .done = "分页获取-全部聊天消息成功",
     .empty = "分页获取-全部聊天消息成功",
     .request = FIELD_TABLE(customer_history_fields, conversation_request_t),
     .rows = &customer_message_columns,
     .messages = true,
     .data = &history_columns,
     .cut = &history_cut_columns},
    {.id = METHOD_CUSTOMER_UNREAD,
     CHAT,
     OF_CUSTOMER(conversation_request_t),
     .http_method = HTTP_GET,
     .name = "customer_unread",
     .path = "/gongzhonghao/chat/query_num/{n}",
     .summary = "Unread messages from the staff user",
     .done = "查询成功",
     .request = FIELD_TABLE(customer_unread_fields, conversation_request_t),
     .data = &unread_columns},
    {.id = METHOD_CUSTOMER_TYPING,
     CHAT,
     OF_CUSTOMER(conversation_request_t),
     .http_method = HTTP_POST,
     .name = "customer_typing",
     .path = "/gongzhonghao/chat/typing/{n}",
     .summary = "Tell the staff user that a message is being written",
     .done = "查询成功",
     .request = FIELD_TABLE(customer_typing_fields, conversation_request_t)},
    {.id = METHOD_STAFF_SEND,
     CHAT,
     OF_STAFF(send_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .name = "staff_send",
     .path = "/qiyeweixin/chat/send_msg/{n}",
     .summary = "Send a message to a customer",
     .done = "send msg successful",
     .request = FIELD_TABLE(staff_send_fields, send_request_t),
     .data = &message_sent_columns},
    {.id = METHOD_STAFF_GETMSG,
     CHAT,
     OF_STAFF(conversation_request_t),
     .http_method = HTTP_GET,
     .writes = true,
     .name = "staff_getmsg",
     .path = "/qiyeweixin/chat/getmsg/{n}",
     .summary = "Messages not yet given",
     .done = "实时获取-最新聊天信息成功",
     .empty = "没有得到实时聊天信息",
     .waits_for = EVENT_MESSAGE,
     .request = FIELD_TABLE(staff_getmsg_fields, conversation_request_t),
     .rows = &staff_message_columns,
     .messages = true,
     .cut = &new_messages_cut_columns},
    {.id = METHOD_STAFF_ACK,
     CHAT,
     OF_STAFF(conversation_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .name = "staff_ack",
     .path = "/qiyeweixin/chat/ack/{n}",
     .summary = "Mark read up to a message",
     .done = "确认成功",
     .request = FIELD_TABLE(staff_ack_fields, conversation_request_t)},
    {.id = METHOD_STAFF_HISTORY,
     CHAT,
     OF_STAFF(conversation_request_t),
     .http_method = HTTP_GET,
     .writes = true,
     .name = "staff_history",
     .path = "/qiyeweixin/chat",
     .summary = "Page through the conversation",
     .done = "分页获取-全部聊天消息成功",
     .empty = "没有新消息",
     .request = FIELD_TABLE(staff_history_fields, conversation_request_t),
     .rows = &staff_message_columns,
     .messages = true,
     .cut = &history_cut_columns},
    {.id = METHOD_STAFF_UNREAD,
     CHAT,
     OF_STAFF(conversation_request_t),
     .http_method = HTTP_GET,
     .name = "staff_unread",
     .path = "/qiyeweixin/chat/query_num/{n}",
     .summary = "Unread messages from the customer",
     .done = "查询成功",
     .request = FIELD_TABLE(staff_unread_fields, conversation_request_t),
     .data = &unread_columns},
    {.id = METHOD_STAFF_TYPING,
     CHAT,
     OF_STAFF(conversation_request_t),
     .http_method = HTTP_POST,
     .name = "staff_typing",
     .path = "/qiyeweixin/chat/typing/{n}",
     .summary = "Tell the customer that a message is being written",
     .done = "查询成功",
     .request = FIELD_TABLE(staff_typing_fields, conversation_request_t)},
    {.id = METHOD_CONVERSATIONS,
     CHAT,
     .caller = PRINCIPAL_STAFF,
     .id_offsets = {[PRINCIPAL_STAFF] = offsetof(conversations_request_t, staff_id)},
     .http_method = HTTP_GET,
     .name = "conversations",
     .path = "/qiyeweixin/contact",
     .summary = "Page through the conversations, latest message first",
     .done = "查询成功",
     .request = FIELD_TABLE(conversations_fields, conversations_request_t),
     .rows = &full_conversation_columns},
};
const size_t contract_chat_count = sizeof contract_chat / sizeof *contract_chat;
