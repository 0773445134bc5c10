/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/check.h"

#include "tests/support/leak_check.h"

#include <criterion/criterion.h>

TestSuite(json_walk, .fini = leak_check, .timeout = 20);

static void expect_text(text_t actual, const char *expected)
{
    cr_expect(text_equal(actual, text_of(expected)), "got %.*s, expected %s", TEXT_ARG(actual), expected);
}

static void expect_item(json_walk_t *walk, const char *key, json_type_t type, const char *value)
{
    json_item_t item;
    cr_assert(json_walk_next(walk, &item), "nothing left where %s was expected", value);
    expect_text(item.key, key);
    cr_expect_eq(item.type, type, "type %d of %s", (int)item.type, value);
    expect_text(item.value, value);
}

static void expect_end(json_walk_t *walk)
{
    json_item_t item;
    cr_expect_not(json_walk_next(walk, &item));
    cr_expect_not(json_walk_next(walk, &item), "the end is not left");
}

Test(json_walk, members_come_as_slices_without_white_space)
{
    json_walk_t walk;
    json_walk_start(
        &walk,
        TEXT_LITERAL(
            " { \"a\" : 1 , \"b\":\" x\\\" \" ,\"c\":[ 1,{\"}\":\"]\"} ] , \"d\":{ } , \"\":null,\"e\":true,"
            "\"f\":false, \"g\" : -1.5e3 } "));
    expect_item(&walk, "a", JSON_NUMBER, "1");
    expect_item(&walk, "b", JSON_STRING, "\" x\\\" \"");
    expect_item(&walk, "c", JSON_ARRAY, "[ 1,{\"}\":\"]\"} ]");
    expect_item(&walk, "d", JSON_OBJECT, "{ }");
    expect_item(&walk, "", JSON_NULL, "null");
    expect_item(&walk, "e", JSON_TRUE, "true");
    expect_item(&walk, "f", JSON_FALSE, "false");
    expect_item(&walk, "g", JSON_NUMBER, "-1.5e3");
    expect_end(&walk);
}

Test(json_walk, elements_come_without_a_key)
{
    json_walk_t walk;
    json_walk_start(&walk, TEXT_LITERAL("[1, \"a\" ,\"b\",[],{\"a\":1}]"));
    expect_item(&walk, "", JSON_NUMBER, "1");
    expect_item(&walk, "", JSON_STRING, "\"a\"");
    expect_item(&walk, "", JSON_STRING, "\"b\"");
    expect_item(&walk, "", JSON_ARRAY, "[]");
    expect_item(&walk, "", JSON_OBJECT, "{\"a\":1}");
    expect_end(&walk);
}

Test(json_walk, an_empty_container_has_nothing)
{
    static const char *const empty[] = {"{}", "[]", " { } ", " [ ] ", ""};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        json_walk_t walk;
        json_walk_start(&walk, text_of(empty[i]));
        expect_end(&walk);
    }
    json_walk_t walk;
    json_walk_start(&walk, TEXT_NONE);
    expect_end(&walk);
}

Test(json_walk, a_key_with_an_escape_is_marked)
{
    json_walk_t walk;
    json_item_t item;
    json_walk_start(&walk, TEXT_LITERAL("{\"\\u0061\":\"\\n\",\"b\":\"\\n\"}"));
    cr_assert(json_walk_next(&walk, &item));
    expect_text(item.key, "\\u0061");
    cr_expect(item.key_escaped);
    cr_assert(json_walk_next(&walk, &item));
    cr_expect_not(item.key_escaped, "the value's escape is not the key's");
}

Test(json_walk, members_without_braces_can_be_walked)
{
    text_t members = TEXT_LITERAL("\"a\":1,\"b\":[2]");
    json_walk_t walk = {members.data, members.data + members.size};
    expect_item(&walk, "a", JSON_NUMBER, "1");
    expect_item(&walk, "b", JSON_ARRAY, "[2]");
    expect_end(&walk);
}

static void expect_unescaped(text_t quoted, text_t expected)
{
    buffer_t out = {0};
    json_unescape(&out, quoted);
    cr_expect(text_equal(buffer_text(&out), expected), "%.*s became %.*s", TEXT_ARG(quoted),
              TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

Test(json_walk, unescape_resolves_every_escape)
{
    expect_unescaped(TEXT_LITERAL("\"\""), TEXT_NONE);
    expect_unescaped(TEXT_LITERAL("\"plain 你好\""), TEXT_LITERAL("plain 你好"));
    expect_unescaped(TEXT_LITERAL("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), TEXT_LITERAL("\"\\/\b\f\n\r\t"));
    expect_unescaped(TEXT_LITERAL("\"a\\u0041\\u00e9\\u4F60\\u4f60z\""), TEXT_LITERAL("aAé你你z"));
    expect_unescaped(TEXT_LITERAL("\"\\u007f\\u0080\\u07ff\\u0800\\uffff\""),
                     TEXT_LITERAL("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf"));
    expect_unescaped(TEXT_LITERAL("\"\\ud83d\\ude00\\ud800\\udc00\\udbff\\udfff\""),
                     TEXT_LITERAL("😀\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
}

static void expect_compact(const char *json, const char *expected)
{
    buffer_t out = {0};
    json_compact(&out, text_of(json));
    expect_text(buffer_text(&out), expected);
    buffer_free(&out);
}

Test(json_walk, compact_takes_white_space_out_between_tokens_only)
{
    expect_compact("", "");
    expect_compact("{}", "{}");
    expect_compact(" [ ] ", "[]");
    expect_compact("{\"a\":1}", "{\"a\":1}");
    expect_compact(" {\n\t\"a b\" :\r\n[ 1 , \" \\\" \\\\\" , true ] } \n",
                   "{\"a b\":[1,\" \\\" \\\\\",true]}");
    expect_compact(" -1.5 ", "-1.5");
}

Test(json_walk, find_gives_the_first_member_of_a_name_however_it_is_written)
{
    static const char object[] = "{\"ab\":{\"b\":1},\"\\u0062\":2,\"b\":3,\"\\\"\":4}";
    json_item_t item;
    cr_assert(json_find(text_of(object), "b", &item));
    expect_text(item.value, "2");
    cr_assert(json_find(text_of(object), "\"", &item));
    expect_text(item.value, "4");
    cr_expect_not(json_find(text_of(object), "a", &item));
    cr_expect_not(json_find(text_of(object), "\\u0062", &item));
    cr_expect_not(json_find(TEXT_LITERAL("{}"), "b", &item));
}
