/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of the CRM and action log methods. */
#ifndef LEIDA_PROTO_ANSWERS_CRM_H
#define LEIDA_PROTO_ANSWERS_CRM_H

#include "proto/row.h"

/* A row of tongxunlu (seed 1.5). Times are words here: 今天, 3天前 (api.md 4). */
typedef struct {
    int64_t customer_id;
    text_t name, avatar;
    text_t expected_time; /* "2018-06-14", or null */
    int64_t expected_pr;
    text_t last_follow, last_activity, follow_status;
    int64_t article_id; /* ROW_NULL: none */
    text_t title;
    int64_t origin; /* customer_source: 1 official account, 2 mini program */
    text_t origin_text;
    int64_t source; /* 1 scan, 2 forward, 3 search, 4 article; ROW_NULL: not known */
    text_t source_text;

    text_t memo_name; /* of full rows, as what follows */
    text_t tags;      /* JSON text: a list of row_tag_columns */
} contact_row_t;
extern const column_table_t contact_columns;
extern const column_table_t full_contact_columns;

/* A tag in a full row. */
typedef struct {
    int64_t id;
    text_t name;
} row_tag_t;
extern const column_table_t row_tag_columns;

/* The row of customer (seed 1.6). */
typedef struct {
    int64_t id;
    text_t name, avatar, expected_time, expected_pr, ai_pr, superior, source, memo_name, phone, email,
        company, position, address, birthday, memo;
    text_t tags; /* JSON text: a list of names */
    int64_t sex; /* ROW_NULL: not known */
    int64_t day_interval, user_type;
} customer_row_t;
extern const column_table_t customer_columns;

/* A row of tag_list: a group. */
typedef struct {
    text_t name;
    text_t tags; /* JSON text: the rows of tag_columns */
} tag_group_row_t;
extern const column_table_t tag_group_columns;

typedef struct {
    int64_t id;
    text_t name;
    bool selected;
} tag_row_t;
extern const column_table_t tag_columns;

/* A row of tag_customer. */
typedef struct {
    int64_t id, tag_id;
    text_t name;
    int64_t customer_num;
    text_t customers; /* JSON text: the rows of bearer_columns */
} borne_tag_row_t;
extern const column_table_t borne_tag_columns;

/* A customer who bears a tag. */
typedef struct {
    int64_t id;
    text_t avatar, name;
} bearer_row_t;
extern const column_table_t bearer_columns;

/* A row of action/time (the seed's last section). */
typedef struct {
    int64_t staff_id, customer_id;
    text_t avatar, log, time;
    int64_t action;
} action_row_t;
extern const column_table_t action_columns;

#endif
