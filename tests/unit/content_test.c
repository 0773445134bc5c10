/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/content.h"

#include "base/json/check.h"
#include "tests/support/leak_check.h"

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(content, .fini = leak_check, .timeout = 20);

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ASK_PHONE "您好,请问能否告诉我您的手机号?"

/* What is wrong, in English, one sentence after the other. */
static text_t explained(buffer_t *out, const content_info_t *info)
{
    for (size_t i = 0; i < info->error_count; i++) {
        buffer_append_text(out, i ? TEXT_LITERAL("; ") : TEXT_NONE);
        content_error_explain(out, &info->errors[i], LANGUAGE_ENGLISH);
    }
    return buffer_text(out);
}

static void expect_stored_from(content_side_t side, const char *json, const char *expected)
{
    buffer_t stored = {0};
    content_info_t info;
    content_status_t status = content_check(text_of(json), side, &stored, &info);
    cr_expect_eq(status, CONTENT_OK, "%s: status %d", json, (int)status);
    cr_expect_eq(info.error_count, 0);
    cr_expect(text_equal(buffer_text(&stored), text_of(expected)), "%s was stored as %.*s", json,
              TEXT_ARG(buffer_text(&stored)));
    buffer_free(&stored);
}

static void expect_stored(const char *json, const char *expected)
{
    expect_stored_from(CONTENT_FROM_CUSTOMER, json, expected);
    expect_stored_from(CONTENT_FROM_STAFF, json, expected);
}

static void expect_refused_from(content_side_t side, text_t json, content_status_t expected,
                                const char *message)
{
    buffer_t stored = {0}, sentences = {0};
    buffer_append_literal(&stored, "kept");
    content_info_t info;
    content_status_t status = content_check(json, side, &stored, &info);
    cr_expect_eq(status, expected, "%.*s: status %d", TEXT_ARG(json), (int)status);
    text_t told = explained(&sentences, &info);
    cr_expect(text_equal(told, text_of(message)), "%.*s: %.*s", TEXT_ARG(json), TEXT_ARG(told));
    cr_expect_eq(info.info_type, 0);
    buffer_free(&sentences);
    cr_expect(text_equal(buffer_text(&stored), TEXT_LITERAL("kept")), "%.*s left something behind",
              TEXT_ARG(json));
    buffer_free(&stored);
}

static void expect_refused(const char *json, content_status_t expected, const char *message)
{
    expect_refused_from(CONTENT_FROM_CUSTOMER, text_of(json), expected, message);
    expect_refused_from(CONTENT_FROM_STAFF, text_of(json), expected, message);
}

/* The three contents of seed 1.1, and one of each other type of api.md 2. */
Test(content, every_type_of_the_contract_is_stored)
{
    expect_stored("{\"info_type\": 1, \"msg\": \"这个信息是文字\"}",
                  "\"info_type\":1,\"msg\":\"这个信息是文字\"");
    expect_stored(
        "{\"info_type\":2,\"product_cover_url\":\"a.png\",\"product_name\":\"n\",\"product_price\":\"9.5\"}",
        "\"info_type\":2,\"product_cover_url\":\"a.png\",\"product_name\":\"n\",\"product_price\":\"9.5\"");
    expect_stored("{\"info_type\":3,\"msg\":\"phone?\"}", "\"info_type\":3,\"msg\":\"phone?\"");
    expect_stored("{\"info_type\":4,\"url\":\"p.jpg\"}", "\"info_type\":4,\"url\":\"p.jpg\"");
    expect_stored("{\"info_type\":5,\"url\":\"v.mp4\"}", "\"info_type\":5,\"url\":\"v.mp4\"");
    expect_stored("{\"info_type\":6,\"msg\":\"mall\"}", "\"info_type\":6,\"msg\":\"mall\"");
}

Test(content, info_type_is_told)
{
    for (int type = 1; type <= 6; type++) {
        buffer_t json = {0};
        buffer_t stored = {0};
        content_info_t info;
        buffer_append_format(&json,
                             "{\"info_type\":%d,\"msg\":\"m\",\"url\":\"u\",\"product_cover_url\":\"c\","
                             "\"product_name\":\"n\",\"product_price\":1}",
                             type);
        cr_expect_eq(content_check(buffer_text(&json), CONTENT_FROM_CUSTOMER, &stored, &info), CONTENT_OK);
        cr_expect_eq(info.info_type, type);
        cr_expect_not(info.collides, "type %d", type);
        buffer_free(&json);
        buffer_free(&stored);
    }
}

Test(content, info_type_as_decimal_string_is_stored_as_number)
{
    expect_stored("{\"info_type\":\"1\",\"msg\":\"m\"}", "\"info_type\":1,\"msg\":\"m\"");
    expect_stored("{\"msg\":\"m\",\"info_type\":\"6\"}", "\"msg\":\"m\",\"info_type\":6");
    expect_stored("{\"info_type\":\"\\u0031\",\"msg\":\"m\"}", "\"info_type\":1,\"msg\":\"m\"");
}

Test(content, info_type_outside_the_contract_is_invalid)
{
    static const char *const wrong[] = {"0",    "7",       "-1",    "1.5",       "1e1",
                                        "\"\"", "\"abc\"", "\"7\"", "\" 1\"",    "\"1.0\"",
                                        "null", "true",    "[1]",   "{\"a\":1}", "18446744073709551617",
                                        "1.5"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        buffer_t json = {0};
        buffer_append_format(&json, "{\"info_type\":%s,\"msg\":\"m\"}", wrong[i]);
        expect_refused_from(CONTENT_FROM_CUSTOMER, buffer_text(&json), CONTENT_INVALID,
                            "info_type: must be 1 to 6");
        buffer_free(&json);
    }
    expect_refused("{}", CONTENT_REQUIRED, "info_type: required");
    expect_refused("{\"msg\":\"m\"}", CONTENT_REQUIRED, "info_type: required");
}

/* predecessor.md, defect 3 */
Test(content, anything_but_an_object_is_invalid)
{
    static const char *const wrong[] = {"[]", "null", "1", "\"{}\"", " [{}]"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        expect_refused(wrong[i], CONTENT_INVALID, "must be a JSON object");
}

Test(content, what_is_no_json_is_told_with_its_place)
{
    static const struct {
        const char *json, *fault;
    } wrong[] = {
        {"", "it ends too early at byte 0"},
        {" ", "it ends too early at byte 1"},
        {"hello", "syntax error at byte 0"},
        {"{", "it ends too early at byte 1"},
        {"{\"info_type\":1,\"msg\":\"m\"", "it ends too early at byte 24"},
        {"{\"info_type\":1,\"msg\":\"m\"}x", "more after the value at byte 25"},
        {"{\"info_type\":4,\"url\":NaN}", "syntax error at byte 21"},
        {"{\"info_type\":1,\"msg\":\"\\ud83d\"}", "lone surrogate at byte 22"},
        {"{\"info_type\":1,\"msg\":\"a\\u0000b\"}", "NUL at byte 23"},
        {"{\"info_type\":1,\"msg\":\"\xff\"}", "not UTF-8 at byte 22"},
        {"{\"info_type\":1,\"msg\":\"m\",\"n\":1e999}", "number out of range at byte 29"},
        {"{\"info_type\":1,\"msg\":\"m\",\"msg\":\"n\"}", "member named twice at byte 26"},
        {"{\"info_type\":1,\"msg\":\"m\",\"m\\u0073g\":\"n\"}", "member named twice at byte 26"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        char expected[80];
        snprintf(expected, sizeof expected, "not valid JSON: %s", wrong[i].fault);
        expect_refused(wrong[i].json, CONTENT_INVALID, expected);
    }
}

Test(content, every_member_that_is_wrong_is_told)
{
    expect_refused("{\"info_type\":2}", CONTENT_REQUIRED,
                   "product_cover_url: required; product_name: required; product_price: required");
    expect_refused("{\"info_type\":2,\"product_cover_url\":1,\"product_price\":[]}", CONTENT_INVALID,
                   "product_cover_url: must be a text; product_name: required; product_price: must be a text "
                   "or a number");
}

Test(content, faults_are_told_to_clients_in_chinese)
{
    content_info_t info;
    buffer_t stored = {0}, told = {0};
    content_check(TEXT_LITERAL("{\"info_type\":2,\"product_name\":1}"), CONTENT_FROM_CUSTOMER, &stored,
                  &info);
    for (size_t i = 0; i < info.error_count; i++)
        content_error_explain(&told, &info.errors[i], LANGUAGE_CHINESE);
    cr_expect(text_equal(buffer_text(&told), TEXT_LITERAL("product_cover_url:不能为空product_name:必须是文本"
                                                          "product_price:不能为空")),
              "%.*s", TEXT_ARG(buffer_text(&told)));
    buffer_free(&stored);
    buffer_free(&told);
}

Test(content, a_missing_member_is_required)
{
    expect_refused("{\"info_type\":1}", CONTENT_REQUIRED, "msg: required");
    expect_refused("{\"info_type\":6,\"url\":\"u\"}", CONTENT_REQUIRED, "msg: required");
    expect_refused("{\"info_type\":4,\"msg\":\"m\"}", CONTENT_REQUIRED, "url: required");
    expect_refused("{\"info_type\":5}", CONTENT_REQUIRED, "url: required");
    expect_refused("{\"info_type\":2,\"product_name\":\"n\",\"product_price\":1}", CONTENT_REQUIRED,
                   "product_cover_url: required");
    expect_refused("{\"info_type\":2,\"product_cover_url\":\"c\",\"product_price\":1}", CONTENT_REQUIRED,
                   "product_name: required");
    expect_refused("{\"info_type\":2,\"product_cover_url\":\"c\",\"product_name\":\"n\"}", CONTENT_REQUIRED,
                   "product_price: required");
}

Test(content, a_member_of_the_wrong_type_is_invalid)
{
    static const char *const wrong[] = {"\"\"", "null", "1", "true", "[]", "{\"a\":1}"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        buffer_t json = {0};
        buffer_append_format(&json, "{\"info_type\":3,\"msg\":%s}", wrong[i]);
        expect_refused_from(CONTENT_FROM_CUSTOMER, buffer_text(&json), CONTENT_INVALID,
                            "msg: must be a non-empty text");
        expect_refused_from(CONTENT_FROM_STAFF, buffer_text(&json), CONTENT_INVALID,
                            "msg: must be a non-empty text");
        buffer_free(&json);
    }
}

Test(content, product_members_may_be_empty_but_not_of_another_type)
{
    expect_stored("{\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":\"\",\"product_price\":\"\"}",
                  "\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":\"\",\"product_price\":\"\"");
    expect_stored("{\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":\"\",\"product_price\":9.50}",
                  "\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":\"\",\"product_price\":9.50");
    expect_refused("{\"info_type\":2,\"product_cover_url\":1,\"product_name\":\"\",\"product_price\":\"\"}",
                   CONTENT_INVALID, "product_cover_url: must be a text");
    expect_refused(
        "{\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":null,\"product_price\":\"\"}",
        CONTENT_INVALID, "product_name: must be a text");
    expect_refused("{\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":\"\",\"product_price\":[]}",
                   CONTENT_INVALID, "product_price: must be a text or a number");
}

/* api.md 3 */
Test(content, staff_asking_for_a_phone_number_need_not_write_the_text)
{
    expect_stored_from(CONTENT_FROM_STAFF, "{\"info_type\":3}", "\"info_type\":3,\"msg\":\"" ASK_PHONE "\"");
    expect_stored_from(CONTENT_FROM_STAFF, "{\"info_type\":\"3\",\"k\":[ ]}",
                       "\"info_type\":3,\"k\":[],\"msg\":\"" ASK_PHONE "\"");
    expect_refused_from(CONTENT_FROM_CUSTOMER, TEXT_LITERAL("{\"info_type\":3}"), CONTENT_REQUIRED,
                        "msg: required");
}

Test(content, other_members_are_kept_as_they_are)
{
    expect_stored("{ \"info_type\" : 1 , \"msg\" : \"a \\\" \\u4f60\" , \"x\" : { \"y\" : [ 1.50 , null , \" "
                  "\" ] } , \"z\":-0e1 }",
                  "\"info_type\":1,\"msg\":\"a \\\" \\u4f60\",\"x\":{\"y\":[1.50,null,\" \"]},\"z\":-0e1");
}

Test(content, names_lose_needless_escapes)
{
    expect_stored("{\"info\\u005ftype\":\"1\",\"\\u006dsg\":\"m\",\"a\\/\\\"\\n\\u4f60\":1}",
                  "\"info_type\":1,\"msg\":\"m\",\"a/\\\"\\n你\":1");
}

Test(content, size_is_bounded_to_the_byte)
{
    for (size_t size = CONTENT_SIZE_MAX; size <= CONTENT_SIZE_MAX + 1; size++) {
        buffer_t json = {0};
        buffer_append_literal(&json, "{\"info_type\":1,\"msg\":\"");
        size_t fill = size - json.size - 2;
        memset(buffer_reserve(&json, fill), 'x', fill);
        json.size += fill;
        buffer_append_literal(&json, "\"}");
        buffer_t stored = {0};
        content_info_t info;
        content_status_t status = content_check(buffer_text(&json), CONTENT_FROM_CUSTOMER, &stored, &info);
        if (size == CONTENT_SIZE_MAX) {
            cr_expect_eq(status, CONTENT_OK);
        } else {
            cr_expect_eq(status, CONTENT_MAX_LENGTH);
            cr_expect_eq(info.errors[0].need, CONTENT_NEEDS_LESS);
        }
        buffer_free(&json);
        buffer_free(&stored);
    }
}

Test(content, a_text_cut_at_any_byte_is_refused)
{
    text_t whole = TEXT_LITERAL(
        "{\"info_type\":\"1\",\"\\u006dsg\":\"你\\ud83d\\ude00\",\"x\":{\"y\":[1.5]}}");
    for (size_t size = 0; size < whole.size; size++) {
        buffer_t stored = {0};
        content_info_t info;
        cr_expect_eq(content_check((text_t){whole.data, size}, CONTENT_FROM_STAFF, &stored, &info),
                     CONTENT_INVALID, "%zu bytes", size);
        cr_expect_eq(info.errors[0].need, CONTENT_NEEDS_JSON);
        cr_expect_leq(info.errors[0].json.at, size);
        cr_expect_eq(stored.size, 0);
        buffer_free(&stored);
    }
}
