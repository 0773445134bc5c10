/* SPDX-License-Identifier: Apache-2.0 */
/* Records as msgpack maps by key. What comes in is checked against the table's limits again: the peer may be
 * older, newer or hostile. */
#include "proto/field.h"
#include "proto/field_check.h"
#include "proto/wire.h"

static const void *member_of(const record_t *record, const field_t *field)
{
    return (const char *)record + field->offset;
}

static void encode_value(buffer_t *out, const field_t *field, const void *member)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
        wire_write_text(out, *(const text_t *)member);
        break;
    case FIELD_BYTES:
        wire_write_bin(out, *(const text_t *)member);
        break;
    case FIELD_CONTENT: {
        const content_t *content = member;
        wire_write_array(out, 3);
        wire_write_int(out, content->info_type);
        wire_write_int(out, content->collides);
        wire_write_text(out, content->stored);
        break;
    }
    case FIELD_IDS: {
        const id_list_t *ids = member;
        wire_write_array(out, ids->count);
        for (size_t i = 0; i < ids->count; i++)
            wire_write_int(out, ids->values[i]);
        break;
    }
    case FIELD_INT:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_CHOICE:
    case FIELD_PERCENT:
    case FIELD_SWITCH:
        wire_write_int(out, *(const int64_t *)member);
        break;
    }
}

void record_encode(buffer_t *out, const field_table_t *table, const record_t *record)
{
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        count += record_has(record, i) && table->fields[i].key;
    wire_write_map(out, count);
    for (size_t i = 0; i < table->count; i++) {
        const field_t *field = &table->fields[i];
        if (!record_has(record, i) || !field->key)
            continue;
        wire_write_text(out, text_of(field->key));
        encode_value(out, field, member_of(record, field));
    }
}

static bool decode_text(wire_reader_t *reader, const field_t *field, text_t *member)
{
    *member = wire_read_text(reader);
    return !reader->failed && field_check_text(field, *member) == VALUE_GOOD;
}

static bool decode_number(wire_reader_t *reader, const field_t *field, int64_t *member)
{
    *member = wire_read_int(reader);
    if (reader->failed)
        return false;
    if (field->type == FIELD_TIME)
        return true;
    if (field->type == FIELD_DATE)
        return field_check_day(field, *member);
    if (field->type == FIELD_CHOICE)
        return field_check_choice(field, *member);
    if (field->type == FIELD_SWITCH)
        return *member == 0 || *member == 1;
    return field_check_int(field, *member) == VALUE_GOOD;
}

static bool decode_ids(wire_reader_t *reader, const field_t *field, id_list_t *member, arena_t *arena)
{
    size_t count = wire_read_array(reader);
    if (reader->failed || (int64_t)count > field->max)
        return false;
    int64_t *values = arena_new(arena, (count ? count : 1) * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i] = wire_read_int(reader);
        if (reader->failed || values[i] < 1 || values[i] > ID_MAX)
            return false;
    }
    *member = (id_list_t){values, count};
    return true;
}

static bool decode_value(wire_reader_t *reader, const field_t *field, void *member, arena_t *arena)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
    case FIELD_BYTES:
        return decode_text(reader, field, member);
    case FIELD_CONTENT: {
        content_t *content = member;
        if (wire_read_array(reader) != 3)
            return false;
        content->info_type = wire_read_int(reader);
        content->collides = wire_read_int(reader) != 0;
        content->stored = wire_read_text(reader);
        return !reader->failed && content->info_type >= 1 && content->info_type <= 6 &&
               content->stored.size > 0;
    }
    case FIELD_IDS:
        return decode_ids(reader, field, member, arena);
    case FIELD_INT:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_CHOICE:
    case FIELD_PERCENT:
    case FIELD_SWITCH:
        return decode_number(reader, field, member);
    }
    return false;
}

/* Peers write fields in the table's order, so the next one is nearly always the one after the last. */
static size_t find_key(const field_table_t *table, text_t key, size_t guess)
{
    for (size_t tried = 0, i = guess; tried < table->count; tried++, i++) {
        if (i == table->count)
            i = 0;
        if (table->fields[i].key && text_equal(text_of(table->fields[i].key), key))
            return i;
    }
    return table->count;
}

bool record_decode(record_t *record, const field_table_t *table, text_t bytes, arena_t *arena)
{
    wire_reader_t reader = wire_reader(bytes);
    size_t count = wire_read_map(&reader);
    size_t guess = 0;
    for (size_t n = 0; n < count && !reader.failed; n++) {
        text_t key = wire_read_text(&reader);
        size_t i = reader.failed ? table->count : find_key(table, key, guess);
        if (i == table->count) {
            wire_skip(&reader);
            continue;
        }
        const field_t *field = &table->fields[i];
        if (record_has(record, i) || !decode_value(&reader, field, (char *)record + field->offset, arena))
            return false;
        record->present |= UINT64_C(1) << i;
        guess = i + 1;
    }
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].required && table->fields[i].key && !record_has(record, i))
            return false;
    return wire_is_done(&reader);
}
