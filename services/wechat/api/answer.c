/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/answer.h"

#include "base/json/number.h"
#include "base/json/walk.h"

const char *api_verdict_name(api_verdict_t verdict)
{
    static const char *const names[API_VERDICTS] = {
        [API_DONE] = "done",
        [API_RETRY] = "retry",
        [API_UNKNOWN] = "unknown",
        [API_RESTING] = "resting",
        [API_CONFIGURATION] = "configuration",
        [API_WINDOW_CLOSED] = "window_closed",
        [API_UNREACHABLE] = "unreachable",
        [API_CODE_EXPIRED] = "code_expired",
        [API_CODE_USED] = "code_used",
        [API_DEAD] = "dead",
    };
    return names[verdict];
}

static bool is_named(const json_item_t *item, text_t name)
{
    if (!item->key_escaped)
        return text_equal(item->key, name);
    buffer_t key = {0};
    json_unescape(&key, (text_t){item->key.data - 1, item->key.size + 2}); /* with its quotes */
    const bool same = text_equal(buffer_text(&key), name);
    buffer_free(&key);
    return same;
}

static bool find(text_t object, const char *name, json_item_t *item)
{
    json_walk_t walk;
    json_walk_start(&walk, object);
    while (json_walk_next(&walk, item))
        if (is_named(item, text_of(name)))
            return true;
    return false;
}

bool answer_text(text_t object, const char *name, arena_t *arena, text_t *value)
{
    json_item_t item;
    *value = TEXT_NONE;
    if (!find(object, name, &item))
        return true;
    if (item.type != JSON_STRING)
        return false;
    buffer_t text = {0};
    json_unescape(&text, item.value);
    *value = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return true;
}

bool answer_int(text_t object, const char *name, int64_t *value)
{
    json_item_t item;
    *value = 0;
    if (!find(object, name, &item))
        return true;
    if (item.type == JSON_NUMBER)
        return json_read_whole(item.value, value);
    return item.type == JSON_STRING && item.value.size > 2 &&
           text_to_plain_int((text_t){item.value.data + 1, item.value.size - 2}, value);
}
