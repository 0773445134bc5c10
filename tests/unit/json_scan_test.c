/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/check.h"

#include "tests/support/jansson_accepts.h"
#include "tests/support/leak_check.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(json_scan, .fini = leak_check, .timeout = 60);

#define T TEXT_CONSTANT

static const text_t ACCEPTED[] = {
    T("{}"),
    T("[]"),
    T("null"),
    T("true"),
    T("false"),
    T("0"),
    T("-0"),
    T("-1.5e-3"),
    T("1E+2"),
    T("0.0"),
    T("1e308"),
    T("1.7976931348623157e308"),
    T("-1.7976931348623157e308"),
    T("1e-999"),
    T("0e999"),
    T("99999999999999999999999"),
    T("\"\""),
    T("\"a\""),
    T(" \t\r\n[ 1 , { \"a\" : [ ] } ] \t\r\n"),
    T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    T("\"\\u0041\\u4f60\\uD83D\\uDE00\\udbff\\udfff\""),
    T("\"你好 ไทย 😀\""),
    T("\"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"
      "\""),
    T("{\"\":1,\" \":2,\"a\":3,\"A\":4}"),
    T("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}"),
    T("[[],{},[{}],{\"a\":[]}]"),
};

static const text_t REFUSED[] = {
    T(""),
    T(" "),
    T("{"),
    T("["),
    T("}"),
    T("]"),
    T("\""),
    T("[1,]"),
    T("[,1]"),
    T("[1 2]"),
    T("[1}"),
    T("{\"a\"}"),
    T("{\"a\":}"),
    T("{\"a\" 1}"),
    T("{\"a\":1,}"),
    T("{,}"),
    T("{a:1}"),
    T("{1:1}"),
    T("{'a':1}"),
    T("{\"a\":1 \"b\":2}"),
    T("{\"a\":1]"),
    T("{} {}"),
    T("{}x"),
    T("1 2"),
    T("[]]"),
    T("nul"),
    T("nulls"),
    T("True"),
    T("TRUE"),
    T("NaN"),
    T("{\"url\": NaN}"),
    T("Infinity"),
    T("-Infinity"),
    T("-"),
    T("+1"),
    T("01"),
    T("-01"),
    T("1."),
    T(".5"),
    T("1.e1"),
    T("1e"),
    T("1e+"),
    T("0x10"),
    T("1_000"),
    T("1e999"),
    T("-1e999"),
    T("1.7976931348623159e308"),
    T("[1e99999999999999999999]"),
    T("\"\\x41\""),
    T("\"\\\""),
    T("\"\\u\""),
    T("\"\\u12\""),
    T("\"\\u12g4\""),
    T("\"\\U0041\""),
    T("\"\\'\""),
    T("\"\\\0\""),
    T("\"\\u0000\""),
    T("{\"\\u0000\":1}"),
    T("\"\\ud83d\""),
    T("\"\\ude00\""),
    T("\"\\udc00\""),
    T("\"\\udfff\""),
    T("\"\\udbff\""),
    T("\"\\ud83d\\u0041\""),
    T("\"\\ud83dx\""),
    T("\"\\ud83d\\n\""),
    T("\"\\ude00\\ud83d\""),
    T("\"\\ud83d\\ud83d\""),
    T("\"\n\""),
    T("\"\t\""),
    T("\"\x1f\""),
    T("\"a\0b\""),
    T("[1]\0"),
    T("[1,\0 2]"),
    T("\"\x80\""),
    T("\"\xbf\""),
    T("\"\xc0\x80\""),
    T("\"\xc1\xbf\""),
    T("\"\xc2\""),
    T("\"\xe0\x9f\xbf\""),
    T("\"\xe4\xbd\""),
    T("\"\xed\xa0\x80\""),
    T("\"\xed\xbf\xbf\""),
    T("\"\xf0\x8f\xbf\xbf\""),
    T("\"\xf0\x9f\x98\""),
    T("\"\xf4\x90\x80\x80\""),
    T("\"\xf5\x80\x80\x80\""),
    T("\"\xff\""),
    T("\xef\xbb\xbf{}"),
    T("\xc2\xa0[]"),
    T("\f[]"),
    T("/* */ {}"),
    T("{\"a\":1,\"a\":1}"),
    T("{\"a\":1,\"b\":2,\"a\":3}"),
    T("{\"a\":1,\"\\u0061\":2}"),
    T("{\"\\u0061\":1,\"\\u0061\":2}"),
    T("{\"\\ud83d\\ude00\":1,\"😀\":2}"),
    T("{\"\\/\":1,\"/\":2}"),
    T("{\"\":1,\"\":2}"),
    T("[{\"x\":{\"a\":1,\"a\":1}}]"),
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A heap block of exactly the text's size, so that AddressSanitizer sees any byte read beyond it. */
static json_type_t check_exact(text_t text)
{
    char *copy = memory_new(text.size);
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    json_type_t type = json_check((text_t){copy, text.size});
    free(copy);
    return type;
}

static void repeat(buffer_t *out, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_append(out, piece, strlen(piece));
}

Test(json_scan, check_accepts_what_rfc_8259_does)
{
    for (size_t i = 0; i < COUNT(ACCEPTED); i++)
        cr_expect_neq(check_exact(ACCEPTED[i]), JSON_INVALID, "%.*s", TEXT_ARG(ACCEPTED[i]));
}

Test(json_scan, check_refuses_everything_else)
{
    for (size_t i = 0; i < COUNT(REFUSED); i++)
        cr_expect_eq(check_exact(REFUSED[i]), JSON_INVALID, "%zu: %.*s", i, TEXT_ARG(REFUSED[i]));
}

Test(json_scan, check_agrees_with_jansson)
{
    for (size_t i = 0; i < COUNT(ACCEPTED); i++)
        cr_expect(jansson_accepts(ACCEPTED[i]), "%.*s", TEXT_ARG(ACCEPTED[i]));
    for (size_t i = 0; i < COUNT(REFUSED); i++)
        cr_expect_not(jansson_accepts(REFUSED[i]), "%zu: %.*s", i, TEXT_ARG(REFUSED[i]));
}

/* Depth and the zero byte below are all in which we are stricter: jansson goes down to 2,048. */
Test(json_scan, check_bounds_the_depth_where_jansson_does_not)
{
    for (size_t depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        buffer_t lists = {0};
        repeat(&lists, "[", depth);
        repeat(&lists, "]", depth);
        buffer_t objects = {0};
        repeat(&objects, "{\"a\":", depth - 1);
        repeat(&objects, "{", 1);
        repeat(&objects, "}", depth);
        bool fits = depth <= JSON_DEPTH_MAX;
        cr_expect_eq(json_check(buffer_text(&lists)), fits ? JSON_ARRAY : JSON_INVALID, "%zu lists", depth);
        cr_expect_eq(json_check(buffer_text(&objects)), fits ? JSON_OBJECT : JSON_INVALID, "%zu objects",
                     depth);
        cr_expect(jansson_accepts(buffer_text(&lists)));
        buffer_free(&lists);
        buffer_free(&objects);
    }
}

/* jansson 2.14 swallows it; RFC 8259 has no such byte. */
Test(json_scan, check_refuses_a_zero_byte_after_a_number)
{
    static const text_t swallowed[] = {T("0\0"), T("[1\0]")};
    for (size_t i = 0; i < COUNT(swallowed); i++) {
        cr_expect(jansson_accepts(swallowed[i]));
        cr_expect_eq(check_exact(swallowed[i]), JSON_INVALID, "%zu", i);
    }
}

Test(json_scan, check_agrees_with_jansson_on_every_changed_byte)
{
    char text[] = "{\"a\\u4f60\":[1.5e2,-0,{\"b\":\"\xe4\xbd\xa0\\ud83d\\ude00\"}], \"c\":true}";
    text_t whole = {text, sizeof text - 1};
    for (size_t at = 0; at < whole.size; at++) {
        char kept = text[at];
        for (int byte = 0; byte < 256; byte++) {
            text[at] = (char)byte;
            cr_expect_eq(json_check(whole) != JSON_INVALID, jansson_accepts(whole), "byte %zu as %02x", at,
                         byte);
        }
        text[at] = kept;
    }
}

Test(json_scan, check_refuses_a_text_cut_at_any_byte)
{
    text_t whole = TEXT_LITERAL(
        "{\"info_type\": 1, \"k\\u4f60\": [1.5e2, -0, {\"b\": \"你\\ud83d\\ude00\"}, null]}");
    cr_assert_eq(check_exact(whole), JSON_OBJECT);
    for (size_t size = 0; size < whole.size; size++)
        cr_expect_eq(check_exact((text_t){whole.data, size}), JSON_INVALID, "%zu bytes", size);
}

Test(json_scan, check_tells_the_type)
{
    cr_expect_eq(json_check(TEXT_LITERAL(" null ")), JSON_NULL);
    cr_expect_eq(json_check(TEXT_LITERAL("true")), JSON_TRUE);
    cr_expect_eq(json_check(TEXT_LITERAL("false")), JSON_FALSE);
    cr_expect_eq(json_check(TEXT_LITERAL("-1")), JSON_NUMBER);
    cr_expect_eq(json_check(TEXT_LITERAL("\"1\"")), JSON_STRING);
    cr_expect_eq(json_check(TEXT_LITERAL("[1]")), JSON_ARRAY);
    cr_expect_eq(json_check(TEXT_LITERAL("{\"a\":1}")), JSON_OBJECT);
    cr_expect_eq(json_check(TEXT_NONE), JSON_INVALID);
}

/* The fast path takes eight bytes at a time: whatever ends a run must be seen at each place in them. */
Test(json_scan, check_sees_a_bad_byte_at_every_offset)
{
    static const char bad[] = {'\0', '\n', '\x1f', '\\', '\x80', '\xff'};
    for (size_t size = 1; size <= 40; size++) {
        for (size_t at = 0; at < size; at++) {
            char text[48];
            memset(text, 'a', sizeof text);
            text[0] = text[size + 1] = '"';
            cr_assert_eq(json_check((text_t){text, size + 2}), JSON_STRING);
            for (size_t i = 0; i < sizeof bad; i++) {
                text[at + 1] = bad[i];
                cr_expect_eq(json_check((text_t){text, size + 2}), JSON_INVALID, "%02x at %zu of %zu",
                             (unsigned char)bad[i], at, size);
            }
        }
    }
}

Test(json_scan, check_survives_hostile_megabytes)
{
    static const char *const pieces[] = {"[", "{", "{\"a\":", "\"",           "\\", "\\u",
                                         "9", "-", "[1,",     "\xe4\xbd\xa0", ",",  " "};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        buffer_t text = {0};
        repeat(&text, pieces[i], (1 << 20) / strlen(pieces[i]));
        cr_expect_eq(json_check(buffer_text(&text)), JSON_INVALID, "%s", pieces[i]);
        buffer_free(&text);
    }
}

Test(json_scan, check_bounds_numbers_of_many_digits)
{
    buffer_t text = {0};
    repeat(&text, "9", 308);
    cr_expect_eq(json_check(buffer_text(&text)), JSON_NUMBER, "308 nines fit");
    repeat(&text, "9", 1);
    cr_expect_eq(json_check(buffer_text(&text)), JSON_INVALID, "309 nines do not");
    buffer_clear(&text);
    buffer_append_literal(&text, "0.");
    repeat(&text, "0", 5000);
    buffer_append_literal(&text, "1e5000");
    cr_expect_eq(json_check(buffer_text(&text)), JSON_NUMBER, "0.1 written long");
    buffer_free(&text);
}

/* Each byte at each place of texts around the words of eight bytes that are looked at at once. */
Test(json_scan, string_is_plain_whatever_stands_where)
{
    for (size_t size = 1; size <= 20; size++)
        for (size_t place = 0; place < size; place++)
            for (int byte = 0; byte < 256; byte++) {
                char text[20];
                memset(text, 'x', sizeof text);
                text[place] = (char)byte;
                const bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
                cr_assert_eq(json_string_is_plain((text_t){text, size}), plain, "%d at %zu of %zu", byte,
                             place, size);
            }
    cr_assert(json_string_is_plain(TEXT_NONE));
}

/* The shortcut for two characters of three bytes lets nothing pass that the rules of one do not. */
Test(json_scan, string_is_plain_only_with_well_formed_characters)
{
    for (unsigned lead = 0x80; lead < 0x100; lead++)
        for (unsigned next = 0; next < 0x100; next++)
            for (size_t before = 0; before < 9; before++) {
                char text[32];
                memset(text, 'x', sizeof text);
                memcpy(text + before, "\xe4\xbd\xa0", 3);
                const char tried[] = {(char)lead, (char)next, (char)0x80};
                memcpy(text + before + 3, tried, sizeof tried);
                const text_t alone = {tried, sizeof tried};
                cr_assert_eq(json_string_is_plain((text_t){text, before + 6}), text_is_utf8(alone),
                             "%02x %02x behind %zu", lead, next, before);
                cr_assert_eq(json_string_is_plain((text_t){text, sizeof text}), text_is_utf8(alone),
                             "%02x %02x behind %zu, in the middle", lead, next, before);
            }
}

Test(json_scan, members_are_those_of_an_object)
{
    static const char *const good[] = {"\"a\":1", "\"a\":{\"a\":[]},\"b\":null", " \"a\" : 1 , \"b\" : 2 "};
    static const char *const bad[] = {"",
                                      " ",
                                      "1",
                                      "\"a\"",
                                      "\"a\":1,",
                                      "{}",
                                      "\"a\":1}",
                                      ",",
                                      "\"a\":1 \"b\":2",
                                      "\"a\":1,\"a\":2",
                                      "\"a\":",
                                      "\"a\":1]",
                                      "a:1",
                                      "\"a\":1,\"\\u0061\":2"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(json_check_members(text_of(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(json_check_members(text_of(bad[i])), "%s", bad[i]);
}
