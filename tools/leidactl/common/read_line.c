/* SPDX-License-Identifier: Apache-2.0 */
/* A record as the JSON object that import takes. */
#include "base/clock.h"
#include "base/date.h"
#include "base/json/write.h"
#include "tools/leidactl/common/read.h"

static void write_number(buffer_t *out, const field_t *field, int64_t value)
{
    switch (field->type) {
    case FIELD_DATE:
        buffer_append_char(out, '"');
        if (value != DAY_NONE)
            date_write(out, value);
        buffer_append_char(out, '"');
        break;
    case FIELD_TIME:
        buffer_append_char(out, '"');
        clock_write_time(out, value);
        buffer_append_char(out, '"');
        break;
    case FIELD_CHOICE:
        json_write_string(out, text_of(field->choices[value]));
        break;
    case FIELD_SWITCH:
        buffer_append_text(out, value ? TEXT_LITERAL("true") : TEXT_LITERAL("false"));
        break;
    case FIELD_INT:
    case FIELD_PERCENT:
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
    case FIELD_BYTES:
    case FIELD_CONTENT:
    case FIELD_IDS:
        buffer_append_int(out, value);
        break;
    }
}

static void write_value(buffer_t *out, const field_t *field, const void *member)
{
    bool is_text = field->type == FIELD_TEXT || field->type == FIELD_VISIBLE || field->type == FIELD_PHONE ||
                   field->type == FIELD_EMAIL;
    if (field->type == FIELD_CONTENT) {
        buffer_append_char(out, '{');
        buffer_append_text(out, ((const content_t *)member)->stored);
        buffer_append_char(out, '}');
    } else if (is_text) {
        json_write_string(out, *(const text_t *)member);
    } else {
        write_number(out, field, *(const int64_t *)member);
    }
}

void read_write_line(buffer_t *out, const line_t *line)
{
    const field_table_t *table = kind_table(line->kind);
    buffer_append_literal(out, "{\"type\":");
    json_write_string(out, text_of(kind_name(line->kind)));
    for (size_t i = 0; i < table->count; i++) {
        const field_t *field = &table->fields[i];
        if (!record_has(&line->as.record, i))
            continue;
        buffer_append_char(out, ',');
        json_write_string(out, text_of(field->name));
        buffer_append_char(out, ':');
        write_value(out, field, (const char *)&line->as.record + field->offset);
    }
    buffer_append_char(out, '}');
}
