/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_chat.h"

#include "proto/answers_parts.h"

#define PAGE(name, type, member, help, absent) COLUMN(name, type, message_page_t, member, help, absent)
#define ROW(name, type, member, help, absent) COLUMN(name, type, message_row_t, member, help, absent)

/* The spelling `user_avator` is seed 1.2's, `user_avatar` seed 1.3's. */
#define CUSTOMER_PAGE(avatar)                                                                                \
    PAGE("customer_id", COLUMN_INT, customer_id, "the customer of the conversation", NULL),                  \
        PAGE("user_id", COLUMN_INT, staff_id, "the staff user of the conversation", NULL),                   \
        PAGE(avatar, COLUMN_TEXT, staff_avatar, "address of the staff user's picture", "has none"),          \
        PAGE("customer_headimgurl", COLUMN_TEXT, customer_avatar, PICTURE, "has none"),                      \
        PAGE("customer", COLUMN_TEXT, customer_name, "the customer's own name", NULL)
#define HISTORY_PAGE                                                                                         \
    CUSTOMER_PAGE("user_avatar"),                                                                            \
        PAGE("from_user_name", COLUMN_TEXT, customer_name, "the customer's own name, once more", NULL)
#define MESSAGE_ROW                                                                                          \
    ROW("id", COLUMN_INT, id, "number of the message in its conversation: 1, 2, 3 … without gaps", NULL),    \
        ROW("dateTime", COLUMN_TEXT, time, "when it was taken", NULL),                                       \
        ROW("send_type", COLUMN_INT, send_type, "1 staff to customer, 2 customer to staff", NULL)
#define CUSTOMER_ROW                                                                                         \
    MESSAGE_ROW, ROW("is_first_info", COLUMN_BOOL, is_first,                                                 \
                     "true on the first message of the conversation, in the history alone", NULL)
#define STAFF_PAGE                                                                                           \
    PAGE("customer_id", COLUMN_INT, customer_id, "the customer of the conversation", NULL),                  \
        PAGE("customer_avatar", COLUMN_TEXT, customer_avatar, PICTURE, "has none"),                          \
        PAGE("user_id", COLUMN_INT, staff_id, "the staff user of the conversation", NULL),                   \
        PAGE("src", COLUMN_TEXT, customer_avatar, "address of the customer's picture, once more",            \
             "has none"),                                                                                    \
        PAGE("name", COLUMN_TEXT, customer_name, "the customer's own name", NULL)
#define STAFF_ROW                                                                                            \
    MESSAGE_ROW,                                                                                             \
        ROW("is_customer_already_read", COLUMN_INT, read, "1 once the customer has read it, else 0", NULL),  \
        ROW("is_customer_already_read_text", COLUMN_TEXT, read_text, "the same in words: 已读 or 未读",      \
            NULL)

static const column_t customer_new_page[] = {CUSTOMER_PAGE("user_avator")};
static const column_t customer_page[] = {HISTORY_PAGE};
static const column_t customer_row[] = {CUSTOMER_ROW};
static const column_t staff_page[] = {STAFF_PAGE};
static const column_t staff_row[] = {STAFF_ROW};
static const column_t customer_new_message[] = {CUSTOMER_PAGE("user_avator"), CUSTOMER_ROW};
static const column_t customer_message[] = {HISTORY_PAGE, CUSTOMER_ROW};
static const column_t staff_message[] = {STAFF_PAGE, STAFF_ROW};

const column_table_t customer_new_page_columns = COLUMN_TABLE(customer_new_page);
const column_table_t customer_page_columns = COLUMN_TABLE(customer_page);
const column_table_t customer_row_columns = COLUMN_TABLE(customer_row);
const column_table_t staff_page_columns = COLUMN_TABLE(staff_page);
const column_table_t staff_row_columns = COLUMN_TABLE(staff_row);
const column_table_t customer_new_message_columns = COLUMN_TABLE(customer_new_message);
const column_table_t customer_message_columns = COLUMN_TABLE(customer_message);
const column_table_t staff_message_columns = COLUMN_TABLE(staff_message);

static const column_t message_sent[] = {
    COLUMN("id", COLUMN_INT, message_sent_t, id, "number of what was stored", NULL),
    COLUMN("dateTime", COLUMN_TEXT, message_sent_t, time, "when it was taken", NULL),
    COLUMN("duplicate", COLUMN_BOOL, message_sent_t, duplicate,
           "true when this msg_id had been taken before, and nothing was done now", NULL),
};
const column_table_t message_sent_columns = COLUMN_TABLE(message_sent);

static const column_t history[] = {
    COLUMN("mingpian_phone", COLUMN_TEXT, history_t, business_phone,
           "phone number on the staff user's business card", "has none"),
    COLUMN("wechat", COLUMN_TEXT, history_t, wechat, "the staff user's WeChat id", "has none"),
    COLUMN("user_name", COLUMN_TEXT, history_t, name, "the staff user's name", NULL),
    COLUMN("user_position", COLUMN_TEXT, history_t, position, "what the staff user is in the company",
           "not known"),
};
const column_table_t history_columns = COLUMN_TABLE(history);

static const column_t history_cut[] = {
    COLUMN("next_before", COLUMN_INT, history_cut_t, before,
           "there only when the page ended early: `before` that goes on", NULL),
};
const column_table_t history_cut_columns = COLUMN_TABLE(history_cut);

static const column_t new_messages_cut[] = {
    COLUMN("more", COLUMN_BOOL, new_messages_cut_t, more,
           "true, and there only when the answer ended early: ask again", NULL),
};
const column_table_t new_messages_cut_columns = COLUMN_TABLE(new_messages_cut);

static const column_t unread[] = {
    COLUMN("chatinfo_count", COLUMN_INT, unread_t, count, "messages of the other side that are not read",
           NULL),
};
const column_table_t unread_columns = COLUMN_TABLE(unread);

#define CONVERSATION(name, type, member, help, absent)                                                       \
    COLUMN(name, type, conversation_row_t, member, help, absent)

enum { CONVERSATION_PLAIN = 12 }; /* columns that all rows have */
static const column_t conversation[] = {
    CONVERSATION("customer_id", COLUMN_INT, customer_id, "the customer of the conversation", NULL),
    CONVERSATION("customer_source", COLUMN_INT, origin, "1 official account, 2 mini program", NULL),
    CONVERSATION("customer_source_text", COLUMN_TEXT, origin_name,
                 "the same in words: 微信公众号 or 微信小程序", NULL),
    CONVERSATION("src", COLUMN_TEXT, customer_avatar, PICTURE, "has none"),
    CONVERSATION("name", COLUMN_TEXT, customer_name, SHOWN_NAME, "has none"),
    CONVERSATION("id", COLUMN_INT, id, "number of the newest message", NULL),
    CONVERSATION("send_type", COLUMN_INT, send_type, "who sent it: 1 the staff user, 2 the customer", NULL),
    CONVERSATION("is_subscribe", COLUMN_INT, is_subscriber,
                 "1 when the customer follows the official account, or nobody knows; else 0", NULL),
    CONVERSATION("is_subscribe_text", COLUMN_TEXT, is_subscriber_text,
                 "that the customer does not follow the official account: `此客户【未关注】公众号`",
                 "does, or nobody knows"),
    CONVERSATION("dateTime", COLUMN_TEXT, time,
                 "when it was taken: `15:18` of today, `昨天`, `09-21` of this year, else the date", NULL),
    CONVERSATION(
        "msg", COLUMN_TEXT_WRITTEN, preview,
        "its text; `向您咨询:` and the product's name; `[图片]`; `[视频]`; of more than 200 characters "
        "the first 200 and `…`",
        NULL),
    CONVERSATION("unread_msg_num", COLUMN_INT, unread, "messages of the customer that are not read", NULL),
    CONVERSATION("memo_name", COLUMN_TEXT, memo_name, IN_FULL_ROWS MEMO_NAME, NOT_SET),
};
const column_table_t conversation_columns = COLUMN_TABLE_OF(conversation, CONVERSATION_PLAIN);
const column_table_t full_conversation_columns = COLUMN_TABLE_FULL(conversation, CONVERSATION_PLAIN);
