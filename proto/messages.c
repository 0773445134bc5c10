/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/messages.h"

#define PAGE(name, type, member) COLUMN(name, type, message_page_t, member)
#define ROW(name, type, member) COLUMN(name, type, message_row_t, member)

/* The spelling `user_avator` is seed 1.2's, `user_avatar` seed 1.3's. */
#define CUSTOMER_PAGE(avatar)                                                                                \
    PAGE("customer_id", COLUMN_INT, customer_id), PAGE("user_id", COLUMN_INT, staff_id),                     \
        PAGE(avatar, COLUMN_TEXT, staff_avatar), PAGE("customer_headimgurl", COLUMN_TEXT, customer_avatar),  \
        PAGE("customer", COLUMN_TEXT, customer_name)
#define HISTORY_PAGE CUSTOMER_PAGE("user_avatar"), PAGE("from_user_name", COLUMN_TEXT, customer_name)
#define CUSTOMER_ROW                                                                                         \
    ROW("id", COLUMN_INT, id), ROW("dateTime", COLUMN_TEXT, time), ROW("send_type", COLUMN_INT, send_type),  \
        ROW("is_first_info", COLUMN_BOOL, is_first)
#define STAFF_PAGE                                                                                           \
    PAGE("customer_id", COLUMN_INT, customer_id), PAGE("customer_avatar", COLUMN_TEXT, customer_avatar),     \
        PAGE("user_id", COLUMN_INT, staff_id), PAGE("src", COLUMN_TEXT, customer_avatar),                    \
        PAGE("name", COLUMN_TEXT, customer_name)
#define STAFF_ROW                                                                                            \
    ROW("id", COLUMN_INT, id), ROW("dateTime", COLUMN_TEXT, time), ROW("send_type", COLUMN_INT, send_type),  \
        ROW("is_customer_already_read", COLUMN_INT, read),                                                   \
        ROW("is_customer_already_read_text", COLUMN_TEXT, read_text)

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
    COLUMN("id", COLUMN_INT, message_sent_t, id),
    COLUMN("dateTime", COLUMN_TEXT, message_sent_t, time),
    COLUMN("duplicate", COLUMN_BOOL, message_sent_t, duplicate),
};
const column_table_t message_sent_columns = COLUMN_TABLE(message_sent);

static const column_t history[] = {
    COLUMN("mingpian_phone", COLUMN_TEXT, history_t, business_phone),
    COLUMN("wechat", COLUMN_TEXT, history_t, wechat),
};
const column_table_t history_columns = COLUMN_TABLE(history);

static const column_t history_cut[] = {COLUMN("next_before", COLUMN_INT, history_cut_t, before)};
const column_table_t history_cut_columns = COLUMN_TABLE(history_cut);

static const column_t new_messages_cut[] = {COLUMN("more", COLUMN_BOOL, new_messages_cut_t, more)};
const column_table_t new_messages_cut_columns = COLUMN_TABLE(new_messages_cut);

static const column_t unread[] = {COLUMN("chatinfo_count", COLUMN_INT, unread_t, count)};
const column_table_t unread_columns = COLUMN_TABLE(unread);
