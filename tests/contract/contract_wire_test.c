/* SPDX-License-Identifier: Apache-2.0 */
/* Records over the wire: every table there and back, and whatever a hostile peer may send. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "proto/wire.h"
#include "tests/support/leak_check.h"
#include "tests/support/samples.h"

TestSuite(contract_wire, .fini = leak_check);

/* The bytes are copied to the end of a block of their own, so that AddressSanitizer sees one step too far. */
static bool decodes(const field_table_t *fields, text_t bytes)
{
    arena_t arena = {0};
    char *exact = memory_new(bytes.size ? bytes.size : 1);
    memcpy(exact, bytes.data ? bytes.data : "", bytes.size);
    record_t *record = sample_empty(fields);
    bool decoded = record_decode(record, fields, (text_t){exact, bytes.size}, &arena);
    free(record);
    free(exact);
    arena_free(&arena);
    return decoded;
}

static bool record_decodes(const field_table_t *fields, const record_t *record)
{
    buffer_t bytes = {0};
    record_encode(&bytes, fields, record);
    bool decoded = decodes(fields, buffer_text(&bytes));
    buffer_free(&bytes);
    return decoded;
}

static void check_round_trip(const sample_table_t *table, sample_t which)
{
    arena_t arena = {0};
    buffer_t bytes = {0};
    record_t *record = sample_record(table->fields, which, &arena);
    record_t *back = sample_empty(table->fields);
    record_encode(&bytes, table->fields, record);
    cr_assert(record_decode(back, table->fields, buffer_text(&bytes), &arena), "%s", table->name);
    cr_assert(sample_equal(table->fields, record, back), "%s", table->name);
    free(record);
    free(back);
    buffer_free(&bytes);
    arena_free(&arena);
}

Test(contract_wire, every_record_comes_back_as_it_was)
{
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++) {
        check_round_trip(&table, SAMPLE_LEAST);
        check_round_trip(&table, SAMPLE_MOST);
    }
}

/* ---- limits: one member at a time is set beyond them ---- */

typedef struct {
    const field_table_t *fields;
    record_t *record;
    const field_t *field;
} breach_t;

static void expect_refused(const breach_t *breach, const char *what)
{
    cr_assert_not(record_decodes(breach->fields, breach->record), "%s: %s", breach->field->name, what);
}

static void breach_number(const breach_t *breach)
{
    const field_t *field = breach->field;
    int64_t *member = sample_member(breach->record, field), kept = *member, count = 0;
    int64_t below = field->min - 1, above = field->max + 1;
    if (field->type == FIELD_TIME)
        return;
    if (field->type == FIELD_CHOICE) {
        while (field->choices[count])
            count++;
        below = -1, above = count;
    }
    if (field->type == FIELD_SWITCH)
        below = -1, above = 2;
    if (field->type == FIELD_DATE)
        below = -25568, above = 2932897;
    *member = below;
    expect_refused(breach, "below");
    *member = above;
    expect_refused(breach, "above");
    if (field->type == FIELD_DATE) {
        *member = DAY_NONE;
        cr_assert_eq(record_decodes(breach->fields, breach->record), field->min == 0, "%s", field->name);
    }
    *member = kept;
}

static void breach_text(const breach_t *breach)
{
    text_t *member = sample_member(breach->record, breach->field), kept = *member;
    buffer_t longer = {0};
    if (breach->field->type == FIELD_EMAIL)
        buffer_append_char(&longer, 'a');
    buffer_append_text(&longer, kept);
    buffer_append_char(&longer, 'a');
    *member = buffer_text(&longer);
    expect_refused(breach, "too long");
    *member = TEXT_LITERAL("\xff");
    expect_refused(breach, "no UTF-8");
    *member = TEXT_LITERAL("a\0b");
    expect_refused(breach, "a zero byte");
    *member = TEXT_NONE;
    cr_assert_eq(record_decodes(breach->fields, breach->record), breach->field->min == 0, "%s",
                 breach->field->name);
    *member = kept;
    buffer_free(&longer);
}

static void breach_bytes(const breach_t *breach)
{
    text_t *member = sample_member(breach->record, breach->field), kept = *member;
    buffer_t longer = {0};
    for (int64_t i = 0; i <= breach->field->max; i++)
        buffer_append_char(&longer, '\xff');
    *member = buffer_text(&longer);
    expect_refused(breach, "too long");
    *member = kept;
    buffer_free(&longer);
}

static void breach_content(const breach_t *breach)
{
    content_t *member = sample_member(breach->record, breach->field), kept = *member;
    member->info_type = 0;
    expect_refused(breach, "info_type 0");
    member->info_type = 7;
    expect_refused(breach, "info_type 7");
    *member = kept;
    member->stored = TEXT_NONE;
    expect_refused(breach, "empty");
    *member = kept;
}

static void breach_ids(const breach_t *breach)
{
    id_list_t *member = sample_member(breach->record, breach->field), kept = *member;
    int64_t beyond[] = {0, -1, ID_MAX + 1};
    for (size_t i = 0; i < 3; i++) {
        *member = (id_list_t){&beyond[i], 1};
        expect_refused(breach, "no id");
    }
    size_t count = (size_t)breach->field->max + 1;
    int64_t *many = memory_new(count * sizeof *many);
    for (size_t i = 0; i < count; i++)
        many[i] = 1;
    *member = (id_list_t){many, count};
    expect_refused(breach, "too many");
    free(many);
    *member = kept;
}

static void breach_field(const breach_t *breach)
{
    switch (breach->field->type) {
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
        breach_text(breach);
        break;
    case FIELD_BYTES:
        breach_bytes(breach);
        break;
    case FIELD_CONTENT:
        breach_content(breach);
        break;
    case FIELD_IDS:
        breach_ids(breach);
        break;
    case FIELD_INT:
    case FIELD_DATE:
    case FIELD_TIME:
    case FIELD_CHOICE:
    case FIELD_PERCENT:
    case FIELD_SWITCH:
        breach_number(breach);
        break;
    }
}

/* Calls `check` for each kept field of each table, with a record that is good. */
static void for_each(sample_t which, void (*check)(const breach_t *breach))
{
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++) {
        arena_t arena = {0};
        record_t *record = sample_record(table.fields, which, &arena);
        for (size_t i = 0; i < table.fields->count; i++) {
            breach_t breach = {table.fields, record, &table.fields->fields[i]};
            if (breach.field->key)
                check(&breach);
        }
        cr_assert(record_decodes(table.fields, record), "the record is good again");
        free(record);
        arena_free(&arena);
    }
}

Test(contract_wire, values_beyond_their_limits_are_refused)
{
    for_each(SAMPLE_MOST, breach_field);
}

static void omit(const breach_t *breach)
{
    uint64_t bit = UINT64_C(1) << (breach->field - breach->fields->fields);
    breach->record->present &= ~bit;
    cr_assert_eq(record_decodes(breach->fields, breach->record), !breach->field->required, "%s",
                 breach->field->name);
    breach->record->present |= bit;
}

Test(contract_wire, required_fields_must_be_there)
{
    for_each(SAMPLE_LEAST, omit);
}

/* ---- maps of one field, made by hand ---- */

/* The good record without the field, then the field with a value of the test's own. */
static bool decodes_with(const breach_t *breach, text_t key, text_t value)
{
    buffer_t bytes = {0}, rest = {0};
    uint64_t bit = UINT64_C(1) << (breach->field - breach->fields->fields), kept = breach->record->present;
    breach->record->present &= ~bit;
    record_encode(&rest, breach->fields, breach->record);
    wire_reader_t reader = wire_reader(buffer_text(&rest));
    size_t count = wire_read_map(&reader);
    wire_write_map(&bytes, count + 1);
    buffer_append(&bytes, reader.at, (size_t)(reader.end - reader.at));
    wire_write_text(&bytes, key);
    buffer_append_text(&bytes, value);
    bool decoded = decodes(breach->fields, buffer_text(&bytes));
    breach->record->present = kept;
    buffer_free(&bytes);
    buffer_free(&rest);
    return decoded;
}

static void give_wrong_types(const breach_t *breach)
{
    static const text_t wrong[] = {
        TEXT_CONSTANT("\xc0"),                                 /* nil */
        TEXT_CONSTANT("\xc3"),                                 /* true */
        TEXT_CONSTANT("\xcb\x3f\xf0\0\0\0\0\0\0"),             /* 1.0 */
        TEXT_CONSTANT("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), /* 2^64 - 1 */
        TEXT_CONSTANT("\x80"),                                 /* {} */
        TEXT_CONSTANT("\x81\x01\x01"),                         /* {1: 1} */
        TEXT_CONSTANT("\x91\xc0"),                             /* [nil] */
        TEXT_CONSTANT("\xd4\x01\x01"),                         /* an extension */
        TEXT_CONSTANT("\xc1"),                                 /* never used */
        TEXT_CONSTANT("\xdd\xff\xff\xff\xff"),                 /* an array of 2^32 - 1 */
        TEXT_CONSTANT("\xdf\xff\xff\xff\xff"),                 /* a map of as many */
        TEXT_CONSTANT("\xdb\xff\xff\xff\xff"),                 /* a text of as many bytes */
        TEXT_CONSTANT("\xc6\xff\xff\xff\xff"),
    };
    text_t key = text_of(breach->field->key);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(decodes_with(breach, key, wrong[i]), "%s: %zu", breach->field->name, i);
}

Test(contract_wire, values_of_another_type_are_refused)
{
    for_each(SAMPLE_LEAST, give_wrong_types);
}

static void give_unknown(const breach_t *breach)
{
    static const text_t values[] = {
        TEXT_CONSTANT("\xc0"),         TEXT_CONSTANT("\xca\0\0\0\0"),
        TEXT_CONSTANT("\xa1x"),        TEXT_CONSTANT("\x93\x01\x81\xa1k\xc2\xc4\x02zz"),
        TEXT_CONSTANT("\xdc\0\1\x01"), TEXT_CONSTANT("\x91\x91\x91\x91\x91\x91\x91\x91\x01"),
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        cr_assert_eq(decodes_with(breach, TEXT_LITERAL("no such key"), values[i]), !breach->field->required,
                     "%s: %zu", breach->field->name, i);
    cr_assert_not(decodes_with(breach, TEXT_LITERAL("no such key"),
                               TEXT_LITERAL("\x91\x91\x91\x91\x91\x91\x91\x91\x91\x01")),
                  "nine deep");
}

Test(contract_wire, unknown_keys_are_ignored)
{
    for_each(SAMPLE_LEAST, give_unknown);
}

static void give_twice(const breach_t *breach)
{
    buffer_t bytes = {0}, good = {0};
    record_encode(&good, breach->fields, breach->record);
    wire_reader_t reader = wire_reader(buffer_text(&good));
    wire_write_map(&bytes, 2 * wire_read_map(&reader));
    for (int i = 0; i < 2; i++)
        buffer_append(&bytes, reader.at, (size_t)(reader.end - reader.at));
    cr_assert_not(decodes(breach->fields, buffer_text(&bytes)), "%s", breach->field->name);
    buffer_free(&bytes);
    buffer_free(&good);
}

Test(contract_wire, equal_keys_are_refused)
{
    for_each(SAMPLE_LEAST, give_twice);
}

Test(contract_wire, bytes_are_exactly_one_map)
{
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++) {
        arena_t arena = {0};
        buffer_t bytes = {0};
        record_t *record = sample_record(table.fields, SAMPLE_LEAST, &arena);
        record_encode(&bytes, table.fields, record);
        for (size_t cut = 0; cut < bytes.size; cut++)
            cr_assert_not(decodes(table.fields, (text_t){bytes.data, cut}), "%s: cut at %zu", table.name,
                          cut);
        buffer_append_char(&bytes, '\xc0');
        cr_assert_not(decodes(table.fields, buffer_text(&bytes)), "%s: one byte more", table.name);
        free(record);
        buffer_free(&bytes);
        arena_free(&arena);
    }
}

Test(contract_wire, hostile_headers_are_refused)
{
    static const text_t wrong[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("\xdf\xff\xff\xff\xff"),
        TEXT_CONSTANT("\xdf\x7f\xff\xff\xff\xa1k"),
        TEXT_CONSTANT("\xde\xff\xff\xa1k\x01"),
        TEXT_CONSTANT("\xdd\xff\xff\xff\xff"),
        TEXT_CONSTANT("\x90"),
        TEXT_CONSTANT("\x8f"),
        TEXT_CONSTANT("\x81\x01\x01"),
        TEXT_CONSTANT("\x81\xdb\xff\xff\xff\xff"),
        TEXT_CONSTANT("\x81\xa1k\xdd\xff\xff\xff\xff"),
    };
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
            cr_assert_not(decodes(table.fields, wrong[i]), "%s: %zu", table.name, i);
}

/* ---- calls ---- */

Test(contract_wire, call_carries_its_caller)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        arena_t arena = {0};
        buffer_t body = {0};
        record_t *record = sample_record(&method->request, SAMPLE_LEAST, &arena);
        record_encode(&body, &method->request, record);
        memset(record, 0, method->request.record_size);
        for (principal_kind_t kind = PRINCIPAL_STAFF; kind <= PRINCIPAL_CUSTOMER; kind++) {
            const principal_t caller = {kind, 4711};
            bool may = !method->is_public && (!method->caller || method->caller == kind);
            memset(record, 0, method->request.record_size);
            cr_assert_eq(contract_decode(method, &caller, buffer_text(&body), record, &arena), may);
            if (may)
                cr_assert_eq(contract_id(method, record, kind), 4711, "%s", method->name);
        }
        const principal_t nobody = {PRINCIPAL_NONE, 0};
        memset(record, 0, method->request.record_size);
        cr_assert_eq(contract_decode(method, &nobody, buffer_text(&body), record, &arena), method->is_public,
                     "%s", method->name);
        free(record);
        buffer_free(&body);
        arena_free(&arena);
    }
}
