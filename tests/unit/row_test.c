/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/row.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(row, .fini = leak_check);

typedef struct {
    int64_t number, maybe;
    bool flag;
    text_t text, maybe_text, written, list;
} sample_row_t;

#define SAMPLE(name, type, member) COLUMN(name, type, sample_row_t, member, "a sample", NULL)

static const column_t columns[] = {
    SAMPLE("number", COLUMN_INT, number),
    SAMPLE("maybe", COLUMN_INT_OR_NULL, maybe),
    SAMPLE("flag", COLUMN_BOOL, flag),
    SAMPLE("text", COLUMN_TEXT, text),
    SAMPLE("maybe_text", COLUMN_TEXT_OR_NULL, maybe_text),
    SAMPLE("written", COLUMN_TEXT_WRITTEN, written),
    SAMPLE("list", COLUMN_TEXT_LIST, list),
};
static const column_table_t table = COLUMN_TABLE(columns);

static void expect_text(buffer_t *out, const char *json)
{
    buffer_append_char(out, '\0');
    cr_assert_str_eq(out->data, json);
    buffer_free(out);
}

static void expect_row(const sample_row_t *row, const char *json)
{
    buffer_t out = {0};
    row_write(&out, &table, row);
    expect_text(&out, json);
}

Test(row, values_are_written_by_their_types)
{
    const sample_row_t row = {-5,
                              6,
                              true,
                              TEXT_LITERAL("张\"聪\"\n"),
                              TEXT_LITERAL(""),
                              TEXT_LITERAL("\"\\n\""),
                              TEXT_LITERAL("[\"a\"]")};
    expect_row(&row,
               "\"number\":-5,\"maybe\":6,\"flag\":true,\"text\":\"张\\\"聪\\\"\\n\",\"maybe_text\":\"\","
               "\"written\":\"\\n\",\"list\":[\"a\"]");
}

Test(row, missing_values_are_null_where_they_may_be)
{
    const sample_row_t row = {ROW_NULL,          ROW_NULL, false, TEXT_NONE, TEXT_NONE, TEXT_LITERAL("\"\""),
                              TEXT_LITERAL("[]")};
    expect_row(
        &row,
        "\"number\":-9223372036854775808,\"maybe\":null,\"flag\":false,\"text\":\"\",\"maybe_text\":null,"
        "\"written\":\"\",\"list\":[]");
}

Test(row, no_columns_write_nothing)
{
    buffer_t out = {0};
    const column_table_t none = COLUMN_TABLE_OF(columns, 0);
    row_write(&out, &none, NULL);
    cr_assert_eq(out.size, 0);
    buffer_free(&out);
}

typedef struct {
    text_t text;
} text_row_t;

static const column_t text_column[] = {COLUMN("text", COLUMN_TEXT, text_row_t, text, "a sample", NULL)};
static const column_table_t text_table = COLUMN_TABLE(text_column);

Test(row, list_has_commas_between_its_rows_whatever_they_hold)
{
    buffer_t out = {0};
    rows_begin(&out);
    rows_add(&out, &text_table, &(text_row_t){TEXT_LITERAL("[")});
    rows_add(&out, &text_table, &(text_row_t){TEXT_LITERAL("[")});
    rows_end(&out, 7);
    expect_text(&out, "{\"ret_data\":[{\"text\":\"[\"},{\"text\":\"[\"}],\"data_count\":7}");
}

Test(row, list_may_be_empty)
{
    buffer_t out = {0};
    rows_begin(&out);
    rows_end(&out, 0);
    expect_text(&out, "{\"ret_data\":[],\"data_count\":0}");
}
