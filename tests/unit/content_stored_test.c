/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a stored content: merged into a message, shown in the conversation list. */
#include "proto/content.h"

#include "base/json/check.h"
#include "tests/support/leak_check.h"

#include <criterion/criterion.h>

TestSuite(content_stored, .fini = leak_check, .timeout = 20);

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Every name that the server sets in some answer with messages (api.md 2 and 3). */
static const text_t SERVER_NAMES[] = {
    TEXT_CONSTANT("id"),
    TEXT_CONSTANT("customer_id"),
    TEXT_CONSTANT("user_id"),
    TEXT_CONSTANT("user_avator"),
    TEXT_CONSTANT("user_avatar"),
    TEXT_CONSTANT("customer_headimgurl"),
    TEXT_CONSTANT("customer"),
    TEXT_CONSTANT("dateTime"),
    TEXT_CONSTANT("send_type"),
    TEXT_CONSTANT("is_first_info"),
    TEXT_CONSTANT("from_user_name"),
    TEXT_CONSTANT("customer_avatar"),
    TEXT_CONSTANT("src"),
    TEXT_CONSTANT("name"),
    TEXT_CONSTANT("is_customer_already_read"),
    TEXT_CONSTANT("is_customer_already_read_text"),
};

/* Appends the stored form of a content that must be good. */
static content_info_t store(buffer_t *stored, text_t json)
{
    content_info_t info;
    cr_assert_eq(content_check(json, CONTENT_FROM_CUSTOMER, stored, &info), CONTENT_OK, "%.*s",
                 TEXT_ARG(json));
    return info;
}

static void expect_merged(const char *json, const text_t *reserved, size_t count, const char *expected)
{
    buffer_t stored = {0};
    buffer_t out = {0};
    store(&stored, text_of(json));
    content_write_merged(&out, buffer_text(&stored), reserved, count);
    cr_expect(text_equal(buffer_text(&out), text_of(expected)), "%s was merged as %.*s", json,
              TEXT_ARG(buffer_text(&out)));
    buffer_free(&stored);
    buffer_free(&out);
}

static bool collides_with(const char *name)
{
    buffer_t json = {0};
    buffer_t stored = {0};
    buffer_append_format(&json, "{\"info_type\":1,\"msg\":\"m\",\"%s\":1}", name);
    const bool collides = store(&stored, buffer_text(&json)).collides;
    buffer_free(&json);
    buffer_free(&stored);
    return collides;
}

Test(content_stored, a_server_name_is_a_collision)
{
    for (size_t i = 0; i < COUNT(SERVER_NAMES); i++)
        cr_expect(collides_with(SERVER_NAMES[i].data), "%s", SERVER_NAMES[i].data);
    cr_expect(collides_with("\\u0069d"), "an escape does not hide it");
}

Test(content_stored, another_name_is_no_collision)
{
    static const char *const others[] = {"", "i", "ID", "ids", "Name", "datetime", "x", "article_id"};
    for (size_t i = 0; i < COUNT(others); i++)
        cr_expect_not(collides_with(others[i]), "%s", others[i]);
    buffer_t stored = {0};
    const text_t json = TEXT_LITERAL("{\"info_type\":1,\"msg\":\"m\",\"x\":{\"id\":1}}");
    cr_expect_not(store(&stored, json).collides, "only the top level is merged");
    buffer_free(&stored);
}

/* predecessor.md, defect 2 */
Test(content_stored, merged_never_overrides_the_server)
{
    expect_merged("{\"customer_id\":777,\"info_type\":4,\"send_type\":1,\"url\":\"u\",\"dateTime\":\"1999\"}",
                  SERVER_NAMES, COUNT(SERVER_NAMES), ",\"info_type\":4,\"url\":\"u\"");
    expect_merged("{\"customer\\u005fid\":777,\"info_type\":4,\"url\":\"u\"}", SERVER_NAMES,
                  COUNT(SERVER_NAMES), ",\"info_type\":4,\"url\":\"u\"");
}

Test(content_stored, merged_keeps_a_name_that_this_route_does_not_set)
{
    static const text_t reserved[] = {TEXT_CONSTANT("id"), TEXT_CONSTANT("customer")};
    expect_merged("{\"info_type\":1,\"msg\":\"m\",\"name\":{\"id\":[1,\"}\"]},\"id\":[{}],\"src\":null}",
                  reserved, COUNT(reserved),
                  ",\"info_type\":1,\"msg\":\"m\",\"name\":{\"id\":[1,\"}\"]},\"src\":null");
    expect_merged("{\"info_type\":1,\"msg\":\"m\",\"id\":1}", NULL, 0,
                  ",\"info_type\":1,\"msg\":\"m\",\"id\":1");
}

Test(content_stored, merged_makes_a_valid_object_of_every_server_name)
{
    buffer_t json = {0};
    buffer_t stored = {0};
    buffer_t out = {0};
    buffer_append_literal(&json, "{\"info_type\":1,\"msg\":\"m\"");
    for (size_t i = 0; i < COUNT(SERVER_NAMES); i++)
        buffer_append_format(&json, ",\"%s\":0", SERVER_NAMES[i].data);
    buffer_append_char(&json, '}');
    store(&stored, buffer_text(&json));
    buffer_append_literal(&out, "{\"id\":1");
    content_write_merged(&out, buffer_text(&stored), SERVER_NAMES, 1);
    buffer_append_char(&out, '}');
    cr_expect_eq(json_check(buffer_text(&out)), JSON_OBJECT, "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&json);
    buffer_free(&stored);
    buffer_free(&out);
}

static void expect_preview(const char *json, const char *expected)
{
    buffer_t shown = {0};
    buffer_t stored = {0};
    buffer_t out = {0};
    const content_info_t info = store(&stored, text_of(json));
    content_write_preview(&out, buffer_text(&stored), info.info_type);
    cr_expect_eq(json_check(buffer_text(&out)), JSON_STRING, "%s", json);
    json_unescape(&shown, buffer_text(&out));
    cr_expect(text_equal(buffer_text(&shown), text_of(expected)), "%s is shown as %.*s", json,
              TEXT_ARG(buffer_text(&out)));
    buffer_free(&stored);
    buffer_free(&out);
    buffer_free(&shown);
}

/* api.md 3, contact */
Test(content_stored, preview_shows_every_type)
{
    expect_preview("{\"info_type\":1,\"msg\":\"a\\n\\u4f60 \\ud83d\\ude00\"}", "a\n你 😀");
    expect_preview(
        "{\"product_name\":\"\\u623f\",\"product_cover_url\":\"\",\"product_price\":1,\"info_type\":2}",
        "向您咨询:房");
    expect_preview("{\"info_type\":2,\"product_name\":\"\",\"product_cover_url\":\"\",\"product_price\":1}",
                   "向您咨询:");
    expect_preview("{\"info_type\":3,\"msg\":\"phone?\"}", "phone?");
    expect_preview("{\"info_type\":4,\"url\":\"u\",\"msg\":\"m\"}", "[图片]");
    expect_preview("{\"info_type\":\"5\",\"url\":\"u\"}", "[视频]");
    expect_preview("{\"info_type\":6,\"\\u006dsg\":\"m\"}", "m");
}

/* A message of so many times the character. */
static void expect_shortened(const char *character, size_t times, size_t shown)
{
    buffer_t json = {0};
    buffer_t expected = {0};
    buffer_append_literal(&json, "{\"info_type\":1,\"msg\":\"");
    for (size_t i = 0; i < times; i++)
        buffer_append_text(&json, text_of(character));
    buffer_append_literal(&json, "\"}");
    buffer_append_char(&json, '\0');
    for (size_t i = 0; i < shown; i++)
        buffer_append_text(&expected, text_of(character));
    if (shown < times)
        buffer_append_literal(&expected, "…");
    buffer_append_char(&expected, '\0');
    expect_preview(json.data, expected.data);
    buffer_free(&json);
    buffer_free(&expected);
}

Test(content_stored, preview_has_the_first_characters)
{
    static const char *const characters[] = {"a", "é", "你", "😀"};
    for (size_t i = 0; i < COUNT(characters); i++) {
        expect_shortened(characters[i], CONTENT_PREVIEW_MAX - 1, CONTENT_PREVIEW_MAX - 1);
        expect_shortened(characters[i], CONTENT_PREVIEW_MAX, CONTENT_PREVIEW_MAX);
        expect_shortened(characters[i], CONTENT_PREVIEW_MAX + 1, CONTENT_PREVIEW_MAX);
    }
}

Test(content_stored, damaged_form_is_survived)
{
    static const text_t damaged[] = {
        {NULL, 0},
        TEXT_CONSTANT(","),
        TEXT_CONSTANT("1"),
        TEXT_CONSTANT("\""),
        TEXT_CONSTANT("\"a\":"),
        TEXT_CONSTANT("\"a\\"),
        TEXT_CONSTANT("\"info_type\":1"),
        TEXT_CONSTANT("\"info_type\":99"),
        TEXT_CONSTANT("[[["),
        TEXT_CONSTANT(":::"),
        TEXT_CONSTANT("\"info_type\":2,\"product_name\":1"),
        TEXT_CONSTANT("\"msg\":\""),
        TEXT_CONSTANT("\"msg\":\"a\\"),
        TEXT_CONSTANT("\"msg\":\"a\\ud83d\""),
    };
    for (size_t i = 0; i < COUNT(damaged); i++) {
        buffer_t out = {0};
        content_write_merged(&out, damaged[i], SERVER_NAMES, COUNT(SERVER_NAMES));
        for (int info_type = 1; info_type <= CONTENT_TYPE_MAX; info_type++) {
            const size_t before = out.size;
            content_write_preview(&out, damaged[i], info_type);
            cr_expect_leq(out.size - before, damaged[i].size + 32, "%zu as %d", i, info_type);
        }
        buffer_free(&out);
    }
}

typedef struct {
    int64_t info_type;
    bool collides;
    text_t stored;
} stored_case_t;

Test(content_stored, sound_is_what_was_stored)
{
    static const stored_case_t cases[] = {
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"您好,这款沙发还有货吗? Thank you!\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"\\\"a\\\" \\ud83d\\udc4d\"")},
        {1, false, TEXT_CONSTANT("\"msg\":\"x\",\"info_type\":1,\"article_id\":7")},
        {2, false,
         TEXT_CONSTANT(
             "\"info_type\":2,\"product_cover_url\":\"\",\"product_name\":\"\",\"product_price\":9")},
        {3, false, TEXT_CONSTANT("\"info_type\":3,\"msg\":\"您好,请问能否告诉我您的手机号?\"")},
        {4, false, TEXT_CONSTANT("\"info_type\":4,\"url\":\"u\",\"more\":{\"id\":[1,null,{\"msg\":2}]}")},
        {6, true, TEXT_CONSTANT("\"info_type\":6,\"msg\":\"x\",\"id\":7")},
        {6, true, TEXT_CONSTANT("\"info_type\":6,\"msg\":\"the flag alone does no harm\"")},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect(content_stored_is_sound(cases[i].stored, cases[i].info_type, cases[i].collides), "%zu", i);
}

Test(content_stored, anything_else_is_not_sound)
{
    static const stored_case_t cases[] = {
        {1, false, TEXT_CONSTANT("")},
        {1, false, TEXT_CONSTANT("junk")},
        {1, false, TEXT_CONSTANT("\"info_type\":1")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"cut")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"twice\"\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\"}")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\",")},
        {1, false, TEXT_CONSTANT("{\"info_type\":1,\"msg\":\"x\"}")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"line\nfeed\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"\xff\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"cut in a character \xe4\xbd\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"\xed\xa0\x80\xed\xb0\x80 surrogates\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"\xe0\x80\xaf\xe4\xbd\xa0 overlong\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\0y\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"\\ud800\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":7")},
        {2, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\"")},
        {2, false, TEXT_CONSTANT("\"info_type\":2,\"msg\":\"x\"")},
        {0, false, TEXT_CONSTANT("\"info_type\":0,\"msg\":\"x\"")},
        {7, false, TEXT_CONSTANT("\"info_type\":7,\"msg\":\"x\"")},
        {15, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":\"1\",\"msg\":\"x\"")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\",\"info_type\":1")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\",\"id\":7")},
        {1, false, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\",\"\\u0069d\":7")},
        {1, true, TEXT_CONSTANT("\"info_type\":1,\"msg\":\"x\",\"\\u0069d\":7")},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        cr_expect_not(content_stored_is_sound(cases[i].stored, cases[i].info_type, cases[i].collides), "%zu",
                      i);
}

Test(content_stored, sound_ends_at_its_size)
{
    buffer_t stored = {0};
    buffer_append_literal(&stored, "\"info_type\":1,\"msg\":\"");
    while (stored.size < CONTENT_STORED_MAX - 1)
        buffer_append_char(&stored, 'x');
    buffer_append_char(&stored, '"');
    cr_assert(content_stored_is_sound(buffer_text(&stored), 1, false));
    stored.data[stored.size - 1] = 'x';
    buffer_append_char(&stored, '"');
    cr_assert_not(content_stored_is_sound(buffer_text(&stored), 1, false));
    buffer_free(&stored);
}
