/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/row.h"

#include "base/json/write.h"

static void write_int(buffer_t *out, int64_t value, bool nullable)
{
    if (nullable && value == ROW_NULL)
        buffer_append_literal(out, "null");
    else
        buffer_append_int(out, value);
}

static void write_text(buffer_t *out, text_t text, bool nullable)
{
    if (nullable && !text.data)
        buffer_append_literal(out, "null");
    else
        json_write_string(out, text);
}

static void write_value(buffer_t *out, column_type_t type, const void *member)
{
    switch (type) {
    case COLUMN_INT:
    case COLUMN_INT_OR_NULL:
        write_int(out, *(const int64_t *)member, type == COLUMN_INT_OR_NULL);
        break;
    case COLUMN_BOOL:
        if (*(const bool *)member)
            buffer_append_literal(out, "true");
        else
            buffer_append_literal(out, "false");
        break;
    case COLUMN_TEXT:
    case COLUMN_TEXT_OR_NULL:
        write_text(out, *(const text_t *)member, type == COLUMN_TEXT_OR_NULL);
        break;
    case COLUMN_TEXT_WRITTEN:
    case COLUMN_TEXT_LIST:
    case COLUMN_OBJECT:
    case COLUMN_OBJECT_LIST:
        buffer_append_text(out, *(const text_t *)member);
        break;
    }
}

const char *column_type_name(column_type_t type)
{
    static const char *const names[] = {
        [COLUMN_INT] = "integer",
        [COLUMN_INT_OR_NULL] = "integer or null",
        [COLUMN_BOOL] = "true or false",
        [COLUMN_TEXT] = "text",
        [COLUMN_TEXT_OR_NULL] = "text or null",
        [COLUMN_TEXT_WRITTEN] = "text",
        [COLUMN_TEXT_LIST] = "list of texts",
        [COLUMN_OBJECT] = "object",
        [COLUMN_OBJECT_LIST] = "list of objects",
    };
    return names[type];
}

void row_write(buffer_t *out, const column_table_t *table, const void *row)
{
    for (size_t i = 0; i < table->count; i++) {
        const column_t *column = &table->columns[i];
        size_t comma = i == 0 ? 1 : 0;
        buffer_append(out, column->lead.data + comma, column->lead.size - comma);
        write_value(out, column->type, (const char *)row + column->offset);
    }
}

void row_write_object(buffer_t *out, const column_table_t *table, const void *row)
{
    buffer_append_char(out, '{');
    row_write(out, table, row);
    buffer_append_char(out, '}');
}

void rows_begin(buffer_t *out)
{
    buffer_append_literal(out, "{\"ret_data\":[");
}

void rows_add(buffer_t *out, const column_table_t *table, const void *row)
{
    if (out->data[out->size - 1] != '[') /* no object ends so */
        buffer_append_char(out, ',');
    row_write_object(out, table, row);
}

void rows_end(buffer_t *out, int64_t data_count)
{
    rows_end_as(out, "data_count", data_count);
}

void rows_end_as(buffer_t *out, const char *name, int64_t count)
{
    buffer_append_literal(out, "],\"");
    buffer_append_text(out, text_of(name));
    buffer_append_literal(out, "\":");
    buffer_append_int(out, count);
    buffer_append_char(out, '}');
}
