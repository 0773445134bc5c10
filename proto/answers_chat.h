/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answers of the chat methods. A message's members come in three runs: those of the page (the same in all
 * rows, written once), those of the row, and the content as it is stored.
 */
#ifndef LEIDA_PROTO_ANSWERS_CHAT_H
#define LEIDA_PROTO_ANSWERS_CHAT_H

#include "proto/row.h"

typedef struct {
    int64_t customer_id, staff_id;
    text_t staff_avatar, customer_avatar, customer_name;
} message_page_t;

typedef struct {
    int64_t id;
    text_t time;
    int64_t send_type; /* 1 staff to customer, 2 customer to staff */
    bool is_first;
    int64_t read; /* by the customer: 0 or 1 */
    text_t read_text;
} message_row_t;

extern const column_table_t customer_new_page_columns; /* getmsg: `user_avator` */
extern const column_table_t customer_page_columns;     /* history: `user_avatar`, `from_user_name` */
extern const column_table_t customer_row_columns;
extern const column_table_t staff_page_columns;
extern const column_table_t staff_row_columns;

/* The same runs joined, as clients see them: for openapi.json. */
extern const column_table_t customer_new_message_columns, customer_message_columns, staff_message_columns;

typedef struct {
    int64_t id;
    text_t time;
    bool duplicate;
} message_sent_t;
extern const column_table_t message_sent_columns;

typedef struct {
    text_t business_phone, wechat, name, position; /* of the staff user */
} history_t;
extern const column_table_t history_columns;

/* What a page of messages says beside its rows when it ended early, because they are large (decision 0025).
 */
typedef struct {
    int64_t before; /* where `before` goes on */
} history_cut_t;
extern const column_table_t history_cut_columns;

typedef struct {
    bool more;
} new_messages_cut_t;
extern const column_table_t new_messages_cut_columns;

typedef struct {
    int64_t count;
} unread_t;
extern const column_table_t unread_columns;

/* A conversation in the list of the staff user's. */
typedef struct {
    int64_t customer_id, origin;
    text_t origin_name, customer_avatar, customer_name;
    int64_t id, send_type; /* of the newest message */
    int64_t is_subscriber; /* 0 or 1 */
    text_t is_subscriber_text;
    text_t time;    /* of the newest message */
    text_t preview; /* of it, as a JSON string */
    int64_t unread;
    text_t memo_name; /* of full rows */
} conversation_row_t;
extern const column_table_t conversation_columns;
extern const column_table_t full_conversation_columns;

#endif
