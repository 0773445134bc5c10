/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/samples.h"

#include <criterion/criterion.h>

#include "proto/content.h"
#include "proto/records.h"

static const sample_table_t records[] = {
    {"company", &company_profile_table},
    {"user", &user_profile_table},
    {"customer", &customer_profile_table},
    {"tag", &tag_profile_table},
    {"relation", &relation_record_table},
    {"customer_tag", &customer_tag_record_table},
    {"message of staff", &staff_message_record_table},
    {"message of customer", &customer_message_record_table},
    {"cursor", &cursor_record_table},
    {"action", &action_record_table},
    {"note", &note_record_table},
    {"phrase", &phrase_record_table},
};
enum { RECORD_COUNT = sizeof records / sizeof *records };

bool sample_table(size_t index, sample_table_t *table)
{
    const method_t *method = contract_at(index);
    if (method) {
        *table = (sample_table_t){method->name, &method->request};
        return true;
    }
    index -= contract_count();
    if (index < RECORD_COUNT)
        *table = records[index];
    return index < RECORD_COUNT;
}

static void write_many(buffer_t *out, const char *piece, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        buffer_append_text(out, text_of(piece));
}

static void write_ids(buffer_t *out, int64_t count)
{
    buffer_append_char(out, '[');
    for (int64_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_char(out, ',');
        buffer_append_int(out, ID_MAX - i);
    }
    buffer_append_char(out, ']');
}

static void write_content(buffer_t *out, int64_t size)
{
    static const char begin[] = "{\"info_type\":1,\"msg\":\"", end[] = "\"}";
    buffer_append_literal(out, begin);
    write_many(out, "x", size - (int64_t)(sizeof begin + sizeof end - 2));
    buffer_append_literal(out, end);
}

static void write_path(buffer_t *out, const field_t *field, bool most)
{
    buffer_append_char(out, '/');
    write_many(out, "a", most ? field->max - 1 : 0);
}

static void write_text(buffer_t *out, const field_t *field, bool most)
{
    if (field->type == FIELD_PHONE)
        buffer_append_text(out, text_of(most ? "19999999999" : "13000000000"));
    else if (field->type == FIELD_EMAIL) {
        write_many(out, "a", most ? field->max - 4 : 1);
        buffer_append_literal(out, "@b.c");
    } else
        write_many(out, field->type == FIELD_TEXT ? "聪" : "~", most ? field->max : field->min);
}

void sample_write(buffer_t *out, const field_t *field, sample_t which)
{
    const bool most = which == SAMPLE_MOST;
    int64_t choice = 0;
    switch (field->type) {
    case FIELD_INT:
    case FIELD_PERCENT:
        buffer_append_int(out, most ? field->max : field->min);
        break;
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
        write_text(out, field, most);
        break;
    case FIELD_PATH:
        write_path(out, field, most);
        break;
    case FIELD_BYTES:
        write_many(out, "\xff", most ? field->max : field->min);
        break;
    case FIELD_DATE:
        buffer_append_text(out, text_of(most ? "9999-12-31" : "1900-1-1"));
        break;
    case FIELD_TIME:
        break; /* no parameter: see sample_record */
    case FIELD_CHOICE:
        while (most && field->choices[choice + 1])
            choice++;
        buffer_append_text(out, text_of(field->choices[choice]));
        break;
    case FIELD_SWITCH:
        buffer_append_text(out, text_of(most ? "true" : "false"));
        break;
    case FIELD_IDS:
        write_ids(out, most ? field->max : 0);
        break;
    case FIELD_CONTENT:
        write_content(out, most ? field->max : 25);
        break;
    }
}

record_t *sample_empty(const field_table_t *fields)
{
    return memory_new_zeroed(fields->record_size);
}

void *sample_member(record_t *record, const field_t *field)
{
    return (char *)record + field->offset;
}

static void fill_field(const field_table_t *fields, size_t index, sample_t which, record_t *record,
                       arena_t *arena)
{
    const field_t *field = &fields->fields[index];
    if (field->type == FIELD_TIME) {
        *(int64_t *)sample_member(record, field) = which == SAMPLE_MOST ? INT64_MAX : 0;
        record->present |= UINT64_C(1) << index;
        return;
    }
    buffer_t raw = {0};
    sample_write(&raw, field, which);
    text_t kept = arena_copy(arena, buffer_text(&raw));
    buffer_free(&raw);
    value_status_t status = field_parse(fields, index, (raw_t){RAW_TEXT, kept}, record, arena, NULL);
    cr_assert_eq(status, VALUE_GOOD, "%s: %s", field->name, value_status_code(status));
}

record_t *sample_record(const field_table_t *fields, sample_t which, arena_t *arena)
{
    record_t *record = sample_empty(fields);
    for (size_t i = 0; i < fields->count; i++)
        fill_field(fields, i, which, record, arena);
    return record;
}

static bool contents_equal(const content_t *a, const content_t *b)
{
    return a->info_type == b->info_type && a->collides == b->collides && text_equal(a->stored, b->stored);
}

static bool ids_equal(const id_list_t *a, const id_list_t *b)
{
    return a->count == b->count && memcmp(a->values, b->values, a->count * sizeof *a->values) == 0;
}

static bool members_equal(field_type_t type, const void *a, const void *b)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
    case FIELD_BYTES:
        return text_equal(*(const text_t *)a, *(const text_t *)b);
    case FIELD_CONTENT:
        return contents_equal(a, b);
    case FIELD_IDS:
        return ids_equal(a, b);
    case FIELD_INT:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_CHOICE:
    case FIELD_PERCENT:
    case FIELD_SWITCH:
        break;
    }
    return *(const int64_t *)a == *(const int64_t *)b;
}

bool sample_equal(const field_table_t *fields, const record_t *a, const record_t *b)
{
    for (size_t i = 0; i < fields->count; i++) {
        const field_t *field = &fields->fields[i];
        if (!field->key)
            continue;
        if (record_has(a, i) != record_has(b, i))
            return false;
        if (record_has(a, i) &&
            !members_equal(field->type, (const char *)a + field->offset, (const char *)b + field->offset))
            return false;
    }
    return true;
}
