/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_follow.h"

#define NOTE(name, member, help, absent) COLUMN(name, COLUMN_TEXT, note_row_t, member, help, absent)

static const column_t note[] = {
    NOTE("follow_info", text, "the note", NULL),
    NOTE("create_date", time, "when it was made", NULL),
    NOTE("user_customer_flowup__customer__headimgurl", customer_avatar, "address of the customer's picture",
         "has none"),
    NOTE("user_customer_flowup__user__avatar", staff_avatar, "address of the staff user's picture",
         "has none"),
    NOTE("user_customer_flowup__user__username", staff_name, "the staff user's name", NULL),
};
const column_table_t note_columns = COLUMN_TABLE(note);

static const column_t notes_cut[] = {
    COLUMN("more", COLUMN_BOOL, notes_cut_t, more,
           "true, and there only when the page ended early: ask with a smaller `length`", NULL),
};
const column_table_t notes_cut_columns = COLUMN_TABLE(notes_cut);

static const column_t phrase[] = {
    COLUMN("language_id", COLUMN_INT, phrase_row_t, id, "the phrase: what delete takes", NULL),
    COLUMN("user_id", COLUMN_INT, phrase_row_t, staff_id, "the staff user: the caller", NULL),
    COLUMN("language", COLUMN_TEXT, phrase_row_t, text, "its text", NULL),
};
const column_table_t phrase_columns = COLUMN_TABLE(phrase);

static const column_t phrase_stock[] = {
    COLUMN("user_id", COLUMN_INT, phrase_stock_t, staff_id, "the staff user: the caller", NULL),
    COLUMN_OF("follow_language_data", COLUMN_OBJECT_LIST, phrase_stock_t, phrases,
              "the phrases, the oldest first", &phrase_columns),
};
const column_table_t phrase_stock_columns = COLUMN_TABLE(phrase_stock);

static const column_t phrases[] = {
    COLUMN_OF("ret_data", COLUMN_OBJECT, phrases_answer_t, stock, "the stock of phrases",
              &phrase_stock_columns),
};
const column_table_t phrases_columns = COLUMN_TABLE(phrases);
