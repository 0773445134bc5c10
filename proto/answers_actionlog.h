/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of get_new_log and of the statistics (api.md 5). */
#ifndef LEIDA_PROTO_ANSWERS_ACTIONLOG_H
#define LEIDA_PROTO_ANSWERS_ACTIONLOG_H

#include "proto/action_names.h"
#include "proto/row.h"

/* A row of get_new_log. */
typedef struct {
    int64_t staff_id, customer_id;
    text_t avatar, log, time, action;
} new_action_row_t;
extern const column_table_t new_action_columns;

/* How many actions of each kind there were: of action 1 stands in the first place. Also an object of its
 * columns, "1" to "16". */
typedef struct {
    int64_t of[ACTION_COUNT];
} action_counts_t;
extern const column_table_t action_counts_columns;

/* The names of the actions as such an object. */
typedef struct {
    text_t of[ACTION_COUNT];
} action_names_t;
extern const column_table_t action_names_columns;

/* A day of action/count. */
typedef struct {
    text_t date;   /* "2018-06-14" */
    text_t detail; /* JSON text: of action_counts_columns */
} day_row_t;
extern const column_table_t day_columns;

/* action/count. Texts but `staff_id` are JSON texts. */
typedef struct {
    text_t names;  /* of action_names_columns */
    text_t detail; /* of action_counts_columns */
    int64_t staff_id;
    text_t days; /* a list of day_columns */
} count_row_t;
extern const column_table_t count_columns;
/* The same without the days. */
extern const column_table_t count_without_days_columns;

/* A row of action/customer. */
typedef struct {
    int64_t customer_id;
    text_t name, avatar;
    int64_t count;
    text_t memo_name; /* of full rows */
} ranked_customer_row_t;
extern const column_table_t ranked_customer_columns;
extern const column_table_t full_ranked_customer_columns;

/* One kind of action in customer_detail. */
typedef struct {
    int64_t action;
    text_t name;
    int64_t count;
} kind_row_t;
extern const column_table_t kind_columns;

/* action/customer_detail. */
typedef struct {
    int64_t total;
    text_t detail; /* JSON text: a list of kind_columns */
} customer_count_row_t;
extern const column_table_t customer_count_columns;

#endif
