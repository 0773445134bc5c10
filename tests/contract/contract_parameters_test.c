/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of every table takes what is within its limits and refuses what is one beyond. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/faults.h"
#include "tests/support/leak_check.h"
#include "tests/support/samples.h"

TestSuite(contract_parameters, .fini = leak_check);

/* A field that is tried alone, in a fresh record. */
typedef struct {
    const field_table_t *fields;
    size_t index;
    const field_t *field;
} trial_t;

static value_status_t parse(const trial_t *trial, raw_kind_t kind, text_t raw)
{
    arena_t arena = {0};
    faults_t why = {.count = 0};
    record_t *record = sample_empty(trial->fields);
    value_status_t status = field_parse(trial->fields, trial->index, (raw_t){kind, raw}, record, &arena,
                                        &why);
    cr_assert_eq(record->present, status == VALUE_GOOD ? UINT64_C(1) << trial->index : 0);
    cr_assert_eq(why.text.size > 0, status != VALUE_GOOD, "%s: a reason for each refusal",
                 trial->field->name);
    if (why.count > 0)
        cr_assert_eq(why.list[0].status, status, "%s: the first reason", trial->field->name);
    free(record);
    arena_free(&arena);
    faults_free(&why);
    return status;
}

static void expect(const trial_t *trial, const char *raw, value_status_t expected)
{
    value_status_t status = parse(trial, RAW_TEXT, text_of(raw));
    cr_assert_eq(status, expected, "%s=%.40s: \"%s\", not \"%s\"", trial->field->name, raw,
                 value_status_code(status), value_status_code(expected));
}

static void expect_number(const trial_t *trial, int64_t number, value_status_t expected)
{
    char raw[32];
    snprintf(raw, sizeof raw, "%lld", (long long)number);
    expect(trial, raw, expected);
}

static void for_each(void (*check)(const trial_t *trial))
{
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++)
        for (size_t i = 0; i < table.fields->count; i++) {
            trial_t trial = {table.fields, i, &table.fields->fields[i]};
            check(&trial);
        }
}

static void check_ends(const trial_t *trial)
{
    if (trial->field->type == FIELD_TIME)
        return;
    for (sample_t which = SAMPLE_LEAST; which <= SAMPLE_MOST; which++) {
        buffer_t raw = {0};
        sample_write(&raw, trial->field, which);
        buffer_append_char(&raw, '\0');
        expect(trial, raw.data, VALUE_GOOD);
        buffer_free(&raw);
    }
}

Test(contract_parameters, ends_of_the_limits_are_good)
{
    for_each(check_ends);
}

static void check_number(const trial_t *trial)
{
    const field_t *field = trial->field;
    if (field->type != FIELD_INT && field->type != FIELD_PERCENT)
        return;
    expect_number(trial, field->min - 1, VALUE_MIN_VALUE);
    expect_number(trial, field->max + 1, VALUE_MAX_VALUE);
    expect(trial, "x", VALUE_INVALID);
    expect(trial, "1.5", VALUE_INVALID);
    expect(trial, "1e1", VALUE_INVALID);
    expect(trial, " 1", VALUE_INVALID);
    expect(trial, "+1", VALUE_INVALID);
    expect(trial, "99999999999999999999", VALUE_INVALID);
    expect(trial, "%", VALUE_INVALID);
}

Test(contract_parameters, numbers_beyond_their_limits_are_refused)
{
    for_each(check_number);
}

static void check_percent(const trial_t *trial)
{
    if (trial->field->type != FIELD_PERCENT)
        return;
    expect(trial, "80%", VALUE_GOOD);
    expect(trial, "80%%", VALUE_INVALID);
    expect(trial, "101%", VALUE_MAX_VALUE);
}

Test(contract_parameters, one_percent_sign_is_taken_off)
{
    for_each(check_percent);
}

static void check_text(const trial_t *trial)
{
    const field_t *field = trial->field;
    if (field->type != FIELD_TEXT && field->type != FIELD_VISIBLE && field->type != FIELD_EMAIL)
        return;
    buffer_t raw = {0};
    if (field->type == FIELD_EMAIL)
        buffer_append_char(&raw, 'a');
    sample_write(&raw, field, SAMPLE_MOST);
    if (field->type != FIELD_EMAIL)
        buffer_append_char(&raw, 'a');
    buffer_append_char(&raw, '\0');
    expect(trial, raw.data, VALUE_MAX_LENGTH);
    buffer_free(&raw);
    expect(trial, "\xff", VALUE_INVALID);
    expect(trial, "a\xed\xa0\x80", VALUE_INVALID);
    cr_assert_eq(parse(trial, RAW_TEXT, TEXT_LITERAL("a\0b")), VALUE_INVALID);
}

Test(contract_parameters, texts_beyond_their_limits_are_refused)
{
    for_each(check_text);
}

static void check_visible(const trial_t *trial)
{
    if (trial->field->type != FIELD_VISIBLE)
        return;
    expect(trial, "!~", VALUE_GOOD);
    expect(trial, "a b", VALUE_INVALID);
    expect(trial, "a\x7f", VALUE_INVALID);
    expect(trial, "聪", VALUE_INVALID);
}

Test(contract_parameters, keys_are_visible_ascii)
{
    for_each(check_visible);
}

static void check_path(const trial_t *trial)
{
    static const char *const wrong[] = {"a",         "//",     "//a.example", "/\\a",
                                        "\\/a",      "/\r\na", "/a\x01",      "/a\x7f",
                                        "/\xc2\x85", "/\xff",  "https://a",   "javascript:a"};
    static const char *const right[] = {"/", "/a/b?c=d#e", "/聪\xc2\xa0", "/a//b\\"};
    if (trial->field->type != FIELD_PATH)
        return;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect(trial, wrong[i], VALUE_INVALID);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        expect(trial, right[i], VALUE_GOOD);
    buffer_t longer = {0};
    sample_write(&longer, trial->field, SAMPLE_MOST);
    cr_assert_eq(longer.size, 512, "bytes, not characters");
    buffer_append_literal(&longer, "a");
    buffer_append_char(&longer, '\0');
    expect(trial, longer.data, VALUE_MAX_LENGTH);
    buffer_free(&longer);
}

Test(contract_parameters, paths_stay_within_our_pages)
{
    for_each(check_path);
}

static void check_phone(const trial_t *trial)
{
    if (trial->field->type != FIELD_PHONE)
        return;
    expect(trial, "12900000000", VALUE_INVALID);
    expect(trial, "23000000000", VALUE_INVALID);
    expect(trial, "1300000000", VALUE_INVALID);
    expect(trial, "130000000000", VALUE_INVALID);
    expect(trial, "1300000000x", VALUE_INVALID);
    expect(trial, "", VALUE_GOOD);
}

Test(contract_parameters, phones_are_mainland_mobiles)
{
    for_each(check_phone);
}

static void check_email(const trial_t *trial)
{
    static const char *const wrong[] = {"a",    "@b.c",    "a@",      "a@b",   "a@.c",
                                        "a@b.", "a@b@c.d", "a b@c.d", "a@b.聪"};
    if (trial->field->type != FIELD_EMAIL)
        return;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect(trial, wrong[i], VALUE_INVALID);
    expect(trial, "", VALUE_GOOD);
}

Test(contract_parameters, emails_have_a_domain)
{
    for_each(check_email);
}

static void check_date(const trial_t *trial)
{
    static const char *const wrong[] = {"1899-12-31",          "10000-01-01", "2018-02-29", "2018-13-01",
                                        "2018-00-01",          "2018-01-00",  "2018-01-32", "2018-1",
                                        "2018-01-01T10:00:00", "18-01-01",    "x",          "2018-001-1",
                                        "2018/01/01"};
    if (trial->field->type != FIELD_DATE)
        return;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect(trial, wrong[i], VALUE_INVALID);
    expect(trial, "2016-02-29", VALUE_GOOD);
    expect(trial, "",
           trial->field->required ? VALUE_REQUIRED
           : trial->field->min    ? VALUE_INVALID
                                  : VALUE_GOOD);
}

Test(contract_parameters, dates_are_days_that_exist)
{
    for_each(check_date);
}

static void check_choice(const trial_t *trial)
{
    if (trial->field->type != FIELD_CHOICE)
        return;
    for (size_t i = 0; trial->field->choices[i]; i++)
        expect(trial, trial->field->choices[i], VALUE_GOOD);
    expect(trial, "no such choice", VALUE_INVALID);
    expect(trial, "0", VALUE_INVALID);
}

Test(contract_parameters, choices_are_named)
{
    for_each(check_choice);
}

static void check_ids(const trial_t *trial)
{
    if (trial->field->type != FIELD_IDS)
        return;
    static const char *const wrong[] = {"",      "1",     "{}",     "[0]",  "[-1]", "[9007199254740992]",
                                        "[1.5]", "[[1]]", "[null]", "[1,]", "[1",   "[\"x\"]"};
    for (size_t i = 1; i < sizeof wrong / sizeof *wrong; i++)
        expect(trial, wrong[i], VALUE_INVALID);
    expect(trial, wrong[0], trial->field->required ? VALUE_REQUIRED : VALUE_INVALID);
    expect(trial, "[\"5\", 6]", VALUE_GOOD);
    buffer_t raw = {0};
    buffer_append_char(&raw, '[');
    for (int64_t i = 0; i <= trial->field->max; i++)
        buffer_append_format(&raw, i ? ",%d" : "%d", 7);
    buffer_append(&raw, "]", 2);
    expect(trial, raw.data, VALUE_MAX_LENGTH);
    buffer_free(&raw);
}

Test(contract_parameters, id_lists_hold_ids)
{
    for_each(check_ids);
}

static void check_content(const trial_t *trial)
{
    if (trial->field->type != FIELD_CONTENT)
        return;
    buffer_t raw = {0};
    sample_write(&raw, trial->field, SAMPLE_MOST);
    buffer_append(&raw, " ", 2);
    expect(trial, raw.data, VALUE_MAX_LENGTH);
    buffer_free(&raw);
    expect(trial, "{\"info_type\":7,\"msg\":\"x\"}", VALUE_INVALID);
    expect(trial, "{\"info_type\":1}", VALUE_REQUIRED);
    expect(trial, "[]", VALUE_INVALID);
}

Test(contract_parameters, contents_obey_their_rules)
{
    for_each(check_content);
}

static void check_required(const trial_t *trial)
{
    if (trial->field->may_be_empty)
        expect(trial, "", VALUE_GOOD);
    else if (trial->field->required)
        expect(trial, "", VALUE_REQUIRED);
}

Test(contract_parameters, empty_is_missing_where_it_is_required)
{
    for_each(check_required);
}

static void check_json(const trial_t *trial)
{
    static const char *const wrong[] = {"true", "{}", "[]", "[null]"};
    const field_type_t type = trial->field->type;
    if (type == FIELD_IDS || type == FIELD_CONTENT || type == FIELD_SWITCH)
        return;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq(parse(trial, RAW_JSON, text_of(wrong[i])), VALUE_INVALID, "%s=%s", trial->field->name,
                     wrong[i]);
    cr_assert_eq(parse(trial, RAW_JSON, TEXT_LITERAL("null")) == VALUE_GOOD, trial->field->clears, "%s",
                 trial->field->name);
    bool number = type == FIELD_INT || type == FIELD_PERCENT;
    cr_assert_eq(parse(trial, RAW_JSON, TEXT_LITERAL("2")) == VALUE_INVALID, !number, "%s",
                 trial->field->name);
}

Test(contract_parameters, json_values_must_be_of_the_type)
{
    for_each(check_json);
}

static void check_nothing(const trial_t *trial)
{
    if (!trial->field->clears)
        return;
    cr_assert_eq(trial->field->min, 0, "%s", trial->field->name);
    cr_assert(!trial->field->required && trial->field->zero == 0, "%s", trial->field->name);
    expect(trial, "", VALUE_GOOD);
}

Test(contract_parameters, empty_is_taken_where_it_clears)
{
    for_each(check_nothing);
}

Test(contract_parameters, json_strings_are_unescaped)
{
    const field_table_t *fields = &contract_method(METHOD_RECORD_ACTION)->request;
    arena_t arena = {0};
    record_t *record = sample_empty(fields);
    size_t index = (size_t)field_index(fields, TEXT_LITERAL("remark"));
    cr_assert_eq(
        field_parse(fields, index, (raw_t){RAW_JSON, TEXT_LITERAL("\"a\\n\\u804a\"")}, record, &arena, NULL),
        VALUE_GOOD);
    text_t remark = *(text_t *)sample_member(record, &fields->fields[index]);
    cr_assert(text_equal(remark, TEXT_LITERAL("a\n聊")));
    free(record);
    arena_free(&arena);
}
