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

bool answer_text(text_t object, const char *name, arena_t *arena, text_t *value)
{
    json_item_t item;
    *value = TEXT_NONE;
    if (!json_find(object, name, &item))
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
    if (!json_find(object, name, &item))
        return true;
    if (item.type == JSON_NUMBER)
        return json_read_whole(item.value, value);
    return item.type == JSON_STRING && item.value.size > 2 &&
           text_to_plain_int((text_t){item.value.data + 1, item.value.size - 2}, value);
}
