/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with the stored form of a content: see content.h. */
#include "proto/content.h"

#include "base/json/check.h"
#include "base/json/write.h"
#include "base/utf8.h"

/* How the conversation list shows each info_type: a fixed text, then the text of a member (api.md 3,
 * contact). */
static const struct {
    text_t text;
    text_t member;
} PREVIEWS[CONTENT_TYPE_MAX + 1] = {
    [1] = {{NULL, 0}, TEXT_CONSTANT("msg")},
    [2] = {TEXT_CONSTANT("向您咨询:"), TEXT_CONSTANT("product_name")},
    [3] = {{NULL, 0}, TEXT_CONSTANT("msg")},
    [4] = {TEXT_CONSTANT("[图片]"), {NULL, 0}},
    [5] = {TEXT_CONSTANT("[视频]"), {NULL, 0}},
    [6] = {{NULL, 0}, TEXT_CONSTANT("msg")},
};

static json_walk_t stored_walk(text_t stored)
{
    return (json_walk_t){stored.data, stored.size > 0 ? stored.data + stored.size : stored.data};
}

/* The value of the member, as JSON text; empty when there is none. */
static text_t stored_find(text_t stored, text_t name)
{
    json_walk_t walk = stored_walk(stored);
    json_item_t item;
    while (json_walk_next(&walk, &item))
        if (text_equal(item.key, name))
            return item.value;
    return TEXT_NONE;
}

static bool name_in(text_t name, const text_t *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(name, names[i]))
            return true;
    return false;
}

void content_write_merged(buffer_t *out, text_t stored, const text_t *reserved, size_t count)
{
    json_walk_t walk = stored_walk(stored);
    json_item_t item;
    while (json_walk_next(&walk, &item)) {
        if (!item.key.data || name_in(item.key, reserved, count))
            continue;
        const char *quote = item.key.data - 1;
        buffer_append_char(out, ',');
        buffer_append(out, quote, (size_t)(walk.at - quote));
    }
}

/* Of the text that begins at `begin` leaves the first characters. What is malformed in it counts by bytes. */
static void shorten(buffer_t *out, size_t begin)
{
    if (out->size - begin <= CONTENT_PREVIEW_MAX) /* no character has less than a byte */
        return;
    const char *end = out->data + out->size;
    const char *at = out->data + begin;
    for (size_t count = 0; at < end; count++) {
        if (count == CONTENT_PREVIEW_MAX) {
            out->size = (size_t)(at - out->data);
            buffer_append_literal(out, "…");
            return;
        }
        const size_t step = utf8_step(at, (size_t)(end - at));
        at += step > 0 ? step : 1;
    }
}

static void preview_compose(buffer_t *out, text_t stored, int64_t info_type)
{
    buffer_t preview = {0};
    buffer_append_text(&preview, PREVIEWS[info_type].text);
    if (PREVIEWS[info_type].member.size > 0)
        json_unescape(&preview, stored_find(stored, PREVIEWS[info_type].member));
    shorten(&preview, 0);
    json_write_string(out, buffer_text(&preview));
    buffer_free(&preview);
}

void content_write_preview(buffer_t *out, text_t stored, int64_t info_type)
{
    const text_t text = content_stored_text(stored, info_type);
    if (!text.data) {
        preview_compose(out, stored, info_type);
        return;
    }
    buffer_append_char(out, '"');
    const size_t begin = out->size;
    buffer_append_text(out, text);
    shorten(out, begin);
    buffer_append_char(out, '"');
}
