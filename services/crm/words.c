/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/words.h"

#include "base/clock.h"
#include "services/crm/store.h"

static int64_t days_ago(int64_t time, int64_t now)
{
    int64_t days = clock_day(now) - clock_day(time);
    return days > 0 ? days : 0;
}

static text_t date_text(arena_t *arena, int64_t time)
{
    buffer_t out = {0};
    clock_write_date(&out, time);
    text_t text = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return text;
}

static text_t days_ago_text(arena_t *arena, int64_t days)
{
    buffer_t out = {0};
    buffer_append_int(&out, days);
    buffer_append_literal(&out, "天前");
    text_t text = arena_copy(arena, buffer_text(&out));
    buffer_free(&out);
    return text;
}

text_t words_last_follow(arena_t *arena, int64_t time, int64_t now)
{
    if (time == TIME_NONE)
        return TEXT_NONE;
    int64_t days = days_ago(time, now);
    if (days == 0)
        return TEXT_LITERAL("今天");
    return days == 1 ? TEXT_LITERAL("昨天") : days_ago_text(arena, days);
}

text_t words_follow_status(arena_t *arena, int64_t time, int64_t now)
{
    if (time == TIME_NONE)
        return TEXT_LITERAL("未跟进过");
    int64_t days = days_ago(time, now);
    if (days == 0)
        return TEXT_LITERAL("今天跟进");
    return days == 1 ? TEXT_LITERAL("昨天已跟进") : date_text(arena, time);
}

text_t words_last_activity(arena_t *arena, int64_t time, int64_t now)
{
    if (time == TIME_NONE)
        return TEXT_NONE;
    int64_t days = days_ago(time, now);
    if (days == 0)
        return TEXT_LITERAL("今天");
    return days == 1 ? TEXT_LITERAL("昨天") : date_text(arena, time);
}

text_t words_source(int64_t source)
{
    static const text_t words[] = {
        TEXT_CONSTANT("扫码"),
        TEXT_CONSTANT("转发"),
        TEXT_CONSTANT("搜索"),
        TEXT_CONSTANT("公众号文章"),
    };
    return source >= 1 && source <= 4 ? words[source - 1] : TEXT_NONE;
}
