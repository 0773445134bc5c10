/* SPDX-License-Identifier: Apache-2.0 */
/* One line of an import file as a record: which type it is of, and what is wrong with it. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_LINE_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_LINE_H

#include "proto/records.h"

/* The types of operations.md's table. */
typedef enum {
    KIND_NONE, /* also: no valid key in a spill */
    KIND_COMPANY,
    KIND_USER,
    KIND_CUSTOMER,
    KIND_RELATION,
    KIND_TAG,
    KIND_CUSTOMER_TAG,
    KIND_MESSAGE,
    KIND_CURSOR,
    KIND_ACTION,
    KIND_NOTE,
    KIND_PHRASE,
    KIND_LOG_CURSOR,
    KIND_PHRASE_LAST,
    KIND_COUNT
} record_kind_t;

/* "read_cursor", … */
const char *kind_name(record_kind_t kind);
/* The fields of a type (of a message: from a staff user). */
const field_table_t *kind_table(record_kind_t kind);

typedef struct {
    record_kind_t kind;
    union {
        record_t record;
        pair_record_t pair; /* relation, message, cursor, action, note */
        company_profile_t company;
        user_profile_t user;
        customer_profile_t customer;
        relation_record_t relation;
        tag_profile_t tag;
        customer_tag_record_t customer_tag;
        message_record_t message;
        cursor_record_t cursor;
        user_mark_record_t mark;
        action_record_t action;
        note_record_t note;
        phrase_record_t phrase;
    } as;
} line_t;

/* The id of a company, user, customer or tag. */
static inline int64_t line_id(const line_t *line)
{
    return *(const int64_t *)(&line->as.record + 1); /* they all begin with it */
}

/* Reads a line; texts borrow from it or live in the arena. What is wrong is appended to `faults`, each ended
 * by a newline: "customer_id: required". True when nothing is. Of a type that is none of `kinds` (a bit each)
 * the fields are neither read nor judged. */
bool line_read(line_t *line, text_t text, uint64_t kinds, arena_t *arena, buffer_t *faults);
enum { LINE_ALL_KINDS = (1 << KIND_COUNT) - 1 };

/* Sets one field of a company, user, customer, tag or relation from plain text, which it may borrow. What is
 * wrong is appended as above; true when nothing is. */
bool line_set(line_t *line, text_t name, text_t value, arena_t *arena, buffer_t *faults);
/* Appends the required fields that are not set. */
void line_require(const line_t *line, buffer_t *faults);

#endif
