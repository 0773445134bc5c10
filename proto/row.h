/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of answers: a C struct and a table of columns, written as JSON members. Where a column is the same
 * in all rows of a page the caller writes it once and splices it.
 */
#ifndef LEIDA_PROTO_ROW_H
#define LEIDA_PROTO_ROW_H

#include <stddef.h>

#include "base/buffer.h"

typedef enum {
    COLUMN_INT,          /* int64_t */
    COLUMN_INT_OR_NULL,  /* int64_t; ROW_NULL is null */
    COLUMN_BOOL,         /* bool */
    COLUMN_TEXT,         /* text_t */
    COLUMN_TEXT_OR_NULL, /* text_t; data NULL is null */
    COLUMN_TEXT_WRITTEN, /* text_t that already is the JSON text of a string */
    COLUMN_TEXT_LIST,    /* text_t that already is the JSON text of a list of strings */
    COLUMN_OBJECT,       /* the same of an object, whose members `inner` describes */
    COLUMN_OBJECT_LIST,  /* the same of a list of such objects */
} column_type_t;

#define ROW_NULL INT64_MIN

typedef struct column_table column_table_t;

typedef struct {
    const char *name;
    text_t lead; /* `,"name":`, what stands before a value that is not the first */
    column_type_t type;
    size_t offset;               /* of the member in the row's struct */
    const char *help;            /* what it means: one line for openapi.json and docs/api.md */
    const char *absent;          /* what it means that it is null, or the empty text; NULL: it is neither */
    const column_table_t *inner; /* of the objects of a COLUMN_OBJECT or COLUMN_OBJECT_LIST; else NULL */
} column_t;

/* `name` is a literal that needs no escapes. */
#define COLUMN(name, type, row, member, help, absent)                                                        \
    {                                                                                                        \
        (name), TEXT_CONSTANT(",\"" name "\":"), (type), offsetof(row, member), (help), (absent), NULL       \
    }
/* A column of objects with these columns. */
#define COLUMN_OF(name, type, row, member, help, inner)                                                      \
    {                                                                                                        \
        (name), TEXT_CONSTANT(",\"" name "\":"), (type), offsetof(row, member), (help), NULL, (inner)        \
    }

struct column_table {
    const column_t *columns;
    size_t count;
    size_t always; /* the first so many are in every row, those behind them only where they are asked for */
};

#define COLUMN_TABLE(table)                                                                                  \
    {                                                                                                        \
        (table), sizeof(table) / sizeof(*(table)), sizeof(table) / sizeof(*(table))                          \
    }
/* The same of rows of which only the first `plain` columns are in every row. */
#define COLUMN_TABLE_FULL(table, plain)                                                                      \
    {                                                                                                        \
        (table), sizeof(table) / sizeof(*(table)), (plain)                                                   \
    }
/* So many columns from one on. */
#define COLUMN_TABLE_OF(first, count)                                                                        \
    {                                                                                                        \
        (first), (count), (count)                                                                            \
    }

/* "integer", "text", "integer or null" …: as docs/api.md names the column's type. */
const char *column_type_name(column_type_t type);

/* Appends `"name":value,"name":value…` without braces. */
void row_write(buffer_t *out, const column_table_t *table, const void *row);
/* The same with braces. */
void row_write_object(buffer_t *out, const column_table_t *table, const void *row);

/* An answer of a list, as its data: rows_begin, rows_add for each row, rows_end, which says how many there
 * are in all, or rows_end_as, whose number has another name (method_t.count). */
void rows_begin(buffer_t *out);
void rows_add(buffer_t *out, const column_table_t *table, const void *row);
void rows_end(buffer_t *out, int64_t data_count);
void rows_end_as(buffer_t *out, const char *name, int64_t count);

#endif
