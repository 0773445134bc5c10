/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of the methods of follow-ups: notes and stock phrases. */
#ifndef LEIDA_PROTO_ANSWERS_FOLLOW_H
#define LEIDA_PROTO_ANSWERS_FOLLOW_H

#include "proto/row.h"

/* A row of follow_info. */
typedef struct {
    text_t text, time;
    text_t customer_avatar, staff_avatar, staff_name;
} note_row_t;
extern const column_table_t note_columns;

/* What stands beside the rows of a page of follow_info that ended early. */
typedef struct {
    bool more;
} notes_cut_t;
extern const column_table_t notes_cut_columns;

/* One of the phrases of follow_language. */
typedef struct {
    int64_t id, staff_id;
    text_t text;
} phrase_row_t;
extern const column_table_t phrase_columns;

/* The answer of follow_language: its ret_data is one object. */
typedef struct {
    text_t stock; /* JSON text: phrase_stock_columns */
} phrases_answer_t;
extern const column_table_t phrases_columns;

/* That object. */
typedef struct {
    int64_t staff_id;
    text_t phrases; /* JSON text: a list of phrase_columns */
} phrase_stock_t;
extern const column_table_t phrase_stock_columns;

#endif
