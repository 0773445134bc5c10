/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON scanner and the rules of a message's content. jansson is the second opinion. */
#include "base/json/canonical.h"
#include "base/json/check.h"
#include "base/json/number.h"
#include "base/json/write.h"
#include "proto/content.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/jansson_accepts.h"

/* Where we are stricter: depth, bounded here by the brackets (a depth can only be less), and a zero byte
 * after a number, which jansson 2.14 swallows. */
static bool may_be_stricter(text_t text)
{
    size_t brackets = 0;
    for (size_t i = 0; i < text.size; i++)
        brackets += text.data[i] == '[' || text.data[i] == '{';
    return brackets > JSON_DEPTH_MAX || memchr(text.data, '\0', text.size);
}

static void string_try(text_t quoted)
{
    buffer_t plain = {0};
    buffer_t written = {0};
    buffer_t again = {0};
    json_unescape(&plain, quoted);
    HOLDS(text_is_utf8(buffer_text(&plain)));
    json_write_string(&written, buffer_text(&plain));
    HOLDS(json_check(buffer_text(&written)) == JSON_STRING);
    json_unescape(&again, buffer_text(&written));
    HOLDS(text_equal(buffer_text(&plain), buffer_text(&again)));
    buffer_free(&plain);
    buffer_free(&written);
    buffer_free(&again);
}

/* A number has one spelling, which is a number, and a whole one the value of its digits. */
static void number_try(text_t number)
{
    buffer_t once = {0}, again = {0};
    json_write_number(&once, number);
    HOLDS(json_check(buffer_text(&once)) == JSON_NUMBER);
    json_write_number(&again, buffer_text(&once));
    HOLDS(text_equal(buffer_text(&once), buffer_text(&again)));
    int64_t whole;
    if (json_read_whole(number, &whole)) {
        buffer_t digits = {0};
        buffer_append_int(&digits, whole);
        buffer_clear(&again);
        json_write_number(&again, buffer_text(&digits));
        HOLDS(text_equal(buffer_text(&once), buffer_text(&again)));
        buffer_free(&digits);
    }
    buffer_free(&once);
    buffer_free(&again);
}

/* Members have one spelling, too. */
static void canonical_try(text_t members)
{
    buffer_t once = {0}, again = {0};
    json_write_canonical(&once, members);
    HOLDS(json_check_members(buffer_text(&once)));
    json_write_canonical(&again, buffer_text(&once));
    HOLDS(text_equal(buffer_text(&once), buffer_text(&again)));
    buffer_free(&once);
    buffer_free(&again);
}

/* Every value that the walk finds is a JSON value of the type that it says. */
static void container_try(text_t container, json_type_t type)
{
    json_walk_t walk;
    json_item_t item;
    json_walk_start(&walk, container);
    while (json_walk_next(&walk, &item)) {
        HOLDS((item.key.data != NULL) == (type == JSON_OBJECT));
        HOLDS(json_check(item.value) == item.type);
        if (item.key.data)
            string_try((text_t){item.key.data - 1, item.key.size + 2});
        if (item.type == JSON_STRING)
            string_try(item.value);
        else if (item.type == JSON_NUMBER)
            number_try(item.value);
        else if (item.type == JSON_ARRAY || item.type == JSON_OBJECT)
            container_try(item.value, item.type);
    }
}

static void compact_try(text_t json, json_type_t type)
{
    buffer_t once = {0};
    buffer_t twice = {0};
    json_compact(&once, json);
    HOLDS(json_check(buffer_text(&once)) == type);
    json_compact(&twice, buffer_text(&once));
    HOLDS(text_equal(buffer_text(&once), buffer_text(&twice)));
    buffer_free(&once);
    buffer_free(&twice);
}

static void stored_try(text_t stored, const content_info_t *info)
{
    static const text_t reserved[] = {TEXT_CONSTANT("id"), TEXT_CONSTANT("name")};
    HOLDS(info->info_type >= 1 && info->info_type <= 6 && info->error_count == 0);
    canonical_try(stored);
    buffer_t out = {0};
    buffer_append_literal(&out, "{\"id\":1,\"name\":2");
    content_write_merged(&out, stored, reserved, 2);
    buffer_append_char(&out, '}');
    HOLDS(json_check(buffer_text(&out)) == JSON_OBJECT);
    buffer_clear(&out);
    buffer_append_format(&out, "{%s", info->collides ? "" : "\"id\":1,");
    buffer_append_text(&out, stored);
    buffer_append_char(&out, '}');
    HOLDS(json_check(buffer_text(&out)) == JSON_OBJECT);
    buffer_clear(&out);
    content_write_preview(&out, stored, info->info_type);
    HOLDS(json_check(buffer_text(&out)) == JSON_STRING);
    buffer_free(&out);
}

static void content_try(text_t json, content_side_t side)
{
    buffer_t stored = {0};
    content_info_t info;
    if (content_check(json, side, &stored, &info) == CONTENT_OK) {
        HOLDS(content_stored_is_sound(buffer_text(&stored), info.info_type, info.collides));
        stored_try(buffer_text(&stored), &info);
    } else
        HOLDS(info.error_count > 0 && stored.size == 0);
    buffer_free(&stored);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t text = {(const char *)data, size};
    json_fault_t fault;
    json_type_t type = json_check_why(text, &fault);
    HOLDS((type == JSON_INVALID) == (fault.kind != JSON_FAULT_NONE) && fault.at <= size);
    bool stricter = type == JSON_INVALID && size > 0 && may_be_stricter(text);
    HOLDS(stricter || (type != JSON_INVALID) == jansson_accepts(text));
    if (type == JSON_STRING)
        compact_try(text, type);
    if (type == JSON_ARRAY || type == JSON_OBJECT) {
        compact_try(text, type);
        container_try(text, type);
    }
    content_try(text, CONTENT_FROM_CUSTOMER);
    content_try(text, CONTENT_FROM_STAFF);

    /* What is stored comes from Redis: walking it must be safe whatever it is. */
    buffer_t out = {0};
    content_write_merged(&out, text, NULL, 0);
    for (int info_type = 1; info_type <= CONTENT_TYPE_MAX; info_type++)
        content_write_preview(&out, text, info_type);
    /* What is found sound may stand in an answer. */
    for (int info_type = 1; info_type <= 6; info_type++) {
        if (!content_stored_is_sound(text, info_type, false))
            continue;
        buffer_clear(&out);
        buffer_append_literal(&out, "{\"id\":1,");
        buffer_append_text(&out, text);
        buffer_append_char(&out, '}');
        HOLDS(json_check(buffer_text(&out)) == JSON_OBJECT);
    }
    buffer_free(&out);
    return 0;
}
