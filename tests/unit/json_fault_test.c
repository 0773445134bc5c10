/* SPDX-License-Identifier: Apache-2.0 */
/* Which fault of JSON text is told, and where. */
#include "base/json/check.h"
#include "tests/support/leak_check.h"

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(json_fault, .fini = leak_check, .timeout = 20);

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define T(literal) TEXT_CONSTANT(literal)

static const struct {
    text_t json;
    json_fault_kind_t kind;
    size_t at;
} FAULTS[] = {
    {T(""), JSON_FAULT_END, 0},
    {T(" \n"), JSON_FAULT_END, 2},
    {T("{\"a\":1"), JSON_FAULT_END, 6},
    {T("{\"a"), JSON_FAULT_END, 3},
    {T("[1,"), JSON_FAULT_END, 3},
    {T("1."), JSON_FAULT_END, 2},
    {T("\"\\"), JSON_FAULT_END, 1},
    {T("\"\\u12"), JSON_FAULT_END, 1},
    {T("x"), JSON_FAULT_SYNTAX, 0},
    {T("[1 2]"), JSON_FAULT_SYNTAX, 3},
    {T("[1,]"), JSON_FAULT_SYNTAX, 3},
    {T("{\"a\":1,}"), JSON_FAULT_SYNTAX, 7},
    {T("{\"a\" 1}"), JSON_FAULT_SYNTAX, 5},
    {T("{a:1}"), JSON_FAULT_SYNTAX, 1},
    {T("[nul]"), JSON_FAULT_SYNTAX, 1},
    {T("[1.x]"), JSON_FAULT_SYNTAX, 3},
    {T("[01]"), JSON_FAULT_SYNTAX, 2},
    {T("\xef\xbb\xbf{}"), JSON_FAULT_SYNTAX, 0},
    {T("[\0]"), JSON_FAULT_NUL, 1},
    {T("\"a\0b\""), JSON_FAULT_NUL, 2},
    {T("\"\\u0000\""), JSON_FAULT_NUL, 1},
    {T("0\0"), JSON_FAULT_NUL, 1},
    {T("\"a\nb\""), JSON_FAULT_CONTROL, 2},
    {T("\"\\x41\""), JSON_FAULT_ESCAPE, 1},
    {T("\"\\u00g0\""), JSON_FAULT_ESCAPE, 1},
    {T("\"ab\\ud800\""), JSON_FAULT_SURROGATE, 3},
    {T("\"\\udc00\\ud800\""), JSON_FAULT_SURROGATE, 1},
    {T("{\"\\ud800\":1}"), JSON_FAULT_SURROGATE, 2},
    {T("\"\xff\""), JSON_FAULT_UTF8, 1},
    {T("\xff"), JSON_FAULT_UTF8, 0},
    {T("\"\xe4\xbd\xa0\xe4\xbd\xa0\xe4\xbd\""), JSON_FAULT_UTF8, 7},
    {T("\"\xed\xa0\x80\""), JSON_FAULT_UTF8, 1},
    {T("[1,1e999]"), JSON_FAULT_NUMBER, 3},
    {T("{\"a\":1,\"b\":2,\"a\":3}"), JSON_FAULT_DUPLICATE, 14},
    {T("{\"a\":1,\"\\u0061\":3}"), JSON_FAULT_DUPLICATE, 8},
    {T("[{\"x\":{\"a\":1,\"a\":1}}]"), JSON_FAULT_DUPLICATE, 14},
    {T("{} {}"), JSON_FAULT_TRAILING, 3},
};

Test(json_fault, kind_and_place_are_told)
{
    for (size_t i = 0; i < COUNT(FAULTS); i++) {
        json_fault_t fault;
        cr_expect_eq(json_check_why(FAULTS[i].json, &fault), JSON_INVALID, "%zu", i);
        cr_expect_eq(fault.kind, FAULTS[i].kind, "%zu: %d", i, (int)fault.kind);
        cr_expect_eq(fault.at, FAULTS[i].at, "%zu: at %zu", i, fault.at);
    }
}

Test(json_fault, good_text_has_none)
{
    json_fault_t fault = {.kind = JSON_FAULT_SYNTAX};
    cr_expect_eq(json_check_why(TEXT_LITERAL("{\"a\":[1]}"), &fault), JSON_OBJECT);
    cr_expect_eq(fault.kind, JSON_FAULT_NONE);
}

Test(json_fault, depth_is_told_at_the_bracket_that_is_too_much)
{
    char text[2 * JSON_DEPTH_MAX];
    memset(text, '[', sizeof text);
    json_fault_t fault;
    json_check_why((text_t){text, sizeof text}, &fault);
    cr_expect_eq(fault.kind, JSON_FAULT_DEPTH);
    cr_expect_eq(fault.at, JSON_DEPTH_MAX);
}

/* More names than are compared pairwise: the second is told though sorting moved them. */
Test(json_fault, the_second_of_many_names_is_told)
{
    buffer_t text = {0};
    buffer_append_literal(&text, "{\"x5\":0");
    for (int i = 10; i < 60; i++)
        buffer_append_format(&text, ",\"x%d\":0", i);
    size_t before = text.size;
    buffer_append_literal(&text, ",\"x5\":0}");
    json_fault_t fault;
    json_check_why(buffer_text(&text), &fault);
    cr_expect_eq(fault.kind, JSON_FAULT_DUPLICATE);
    cr_expect_eq(fault.at, before + 2);
    buffer_free(&text);
}

static void expect_sentence(language_t language, const char *expected)
{
    buffer_t out = {0};
    json_fault_explain(&out, (json_fault_t){JSON_FAULT_SURROGATE, 17}, language);
    cr_expect(text_equal(buffer_text(&out), text_of(expected)), "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

Test(json_fault, sentences_name_fault_and_place)
{
    expect_sentence(LANGUAGE_CHINESE, "JSON含有不成对的代理项(偏移17字节)");
    expect_sentence(LANGUAGE_ENGLISH, "not valid JSON: lone surrogate at byte 17");
}
