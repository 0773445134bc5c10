/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/people.h"

#define CONTACT(name, type, member) COLUMN(name, type, contact_row_t, member)
#define CUSTOMER(name, type, member) COLUMN(name, type, customer_row_t, member)
#define ACTION(name, type, member) COLUMN(name, type, action_row_t, member)

static const column_t contact[] = {
    CONTACT("customer_id", COLUMN_INT, customer_id),
    CONTACT("customer_username", COLUMN_TEXT, name),
    CONTACT("headimgurl", COLUMN_TEXT, avatar),
    CONTACT("expected_time", COLUMN_TEXT_OR_NULL, expected_time),
    CONTACT("expedted_pr", COLUMN_INT, expected_pr),
    CONTACT("last_follow_time", COLUMN_TEXT, last_follow),
    CONTACT("last_activity_time", COLUMN_TEXT, last_activity),
    CONTACT("follow_status", COLUMN_TEXT, follow_status),
    CONTACT("article_id", COLUMN_INT_OR_NULL, article_id),
    CONTACT("title", COLUMN_TEXT, title),
    CONTACT("customer_source", COLUMN_INT, origin),
    CONTACT("customer_source_text", COLUMN_TEXT, origin_text),
    CONTACT("source", COLUMN_INT_OR_NULL, source),
    CONTACT("source_text", COLUMN_TEXT, source_text),
};
const column_table_t contact_columns = COLUMN_TABLE(contact);

static const column_t customer[] = {
    CUSTOMER("id", COLUMN_INT, id),
    CUSTOMER("username", COLUMN_TEXT, name),
    CUSTOMER("headimgurl", COLUMN_TEXT, avatar),
    CUSTOMER("expected_time", COLUMN_TEXT_OR_NULL, expected_time),
    CUSTOMER("expedted_pr", COLUMN_TEXT, expected_pr),
    CUSTOMER("ai_pr", COLUMN_TEXT, ai_pr),
    CUSTOMER("superior", COLUMN_TEXT, superior),
    CUSTOMER("source", COLUMN_TEXT, source),
    CUSTOMER("memo_name", COLUMN_TEXT_OR_NULL, memo_name),
    CUSTOMER("phone", COLUMN_TEXT, phone),
    CUSTOMER("email", COLUMN_TEXT, email),
    CUSTOMER("company", COLUMN_TEXT, company),
    CUSTOMER("position", COLUMN_TEXT, position),
    CUSTOMER("address", COLUMN_TEXT, address),
    CUSTOMER("birthday", COLUMN_TEXT, birthday),
    CUSTOMER("mem", COLUMN_TEXT, memo),
    CUSTOMER("tag", COLUMN_TEXT_LIST, tags),
    CUSTOMER("sex", COLUMN_INT_OR_NULL, sex),
    CUSTOMER("day_interval", COLUMN_INT, day_interval),
    CUSTOMER("user_type", COLUMN_INT, user_type),
};
const column_table_t customer_columns = COLUMN_TABLE(customer);

static const column_t action[] = {
    ACTION("user_id", COLUMN_INT, staff_id),   ACTION("customer_id", COLUMN_INT, customer_id),
    ACTION("headimgurl", COLUMN_TEXT, avatar), ACTION("log", COLUMN_TEXT, log),
    ACTION("create_date", COLUMN_TEXT, time),  ACTION("action", COLUMN_INT, action),
};
const column_table_t action_columns = COLUMN_TABLE(action);
