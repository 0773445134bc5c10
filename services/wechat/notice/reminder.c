/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/reminder.h"

#include <stdio.h>

#include "base/clock.h"
#include "services/wechat/core/public_url.h"

typedef struct {
    text_t name;
    bool *allowed;
} asked_t;

static void take_allowed(job_t *job, void *into, const redis_reply_t *reply)
{
    const asked_t *asked = into;
    if (reply->type == REDIS_REPLY_NIL)
        *asked->allowed = true;
    else if (reply->type == REDIS_REPLY_STRING)
        *asked->allowed = text_equal(redis_text(reply), asked->name);
    else
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:remind:…"));
}

void reminder_allow(job_t *job, text_t appid, text_t openid, text_t name, bool *allowed)
{
    command_t *command = job_command(job);
    *allowed = false;
    command_add_literal(command, "SET");
    command_add(command, buffer_append_format, "wx:remind:{%.*s:%.*s}", TEXT_ARG(appid), TEXT_ARG(openid));
    command_add_text(command, name);
    command_add_literal(command, "NX");
    command_add_literal(command, "GET");
    command_add_literal(command, "EX");
    command_add_int(command, REMINDER_REST_S);
    asked_t *asked = arena_new(job->arena, sizeof *asked);
    *asked = (asked_t){name, allowed};
    job_send_durable(job, take_allowed, asked);
}

/* ---- fields ---- */

/* How many characters a field of this kind takes (wechat-sources.md, template messages). */
static size_t most_of(text_t name)
{
    static const struct {
        const char *kind;
        size_t most;
    } kinds[] = {{"thing", 20}, {"character_string", 32}, {"phrase", 5}, {"name", 10}, {"const", 20}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const size_t size = strlen(kinds[i].kind);
        if (name.size > size && memcmp(name.data, kinds[i].kind, size) == 0)
            return kinds[i].most;
    }
    return 32;
}

static text_t value_of(text_t content, const reminder_t *reminder, arena_t *arena)
{
    buffer_t text = {0};
    if (text_equal(content, TEXT_LITERAL("staff")))
        buffer_append_text(&text, reminder->staff);
    else if (text_equal(content, TEXT_LITERAL("count")))
        buffer_append_int(&text, reminder->count);
    else if (text_equal(content, TEXT_LITERAL("time")))
        clock_write_minute(&text, reminder->time);
    else
        buffer_append_text(&text, reminder->words);
    text_t copy = arena_copy(arena, buffer_text(&text));
    buffer_free(&text);
    return copy;
}

size_t reminder_fill(gzh_value_t *values, const char *fields, const reminder_t *reminder, arena_t *arena)
{
    size_t count = 0;
    text_t word;
    while (count < GZH_VALUES_MAX && text_next_word(&fields, &word)) {
        const char *equals = memchr(word.data, '=', word.size);
        if (!equals)
            continue;
        const text_t name = {word.data, (size_t)(equals - word.data)};
        const text_t content = {equals + 1, word.size - name.size - 1};
        values[count++] = (gzh_value_t){arena_copy(arena, name),
                                        text_cut_length(value_of(content, reminder, arena), most_of(name))};
    }
    return count;
}

/* ---- names ---- */

/* Who has several staff users comes to the one who wrote: "/?u=7", encoded, is a place in the page. */
text_t reminder_url(const wechat_t *wechat, const notice_t *notice, arena_t *arena)
{
    buffer_t url = {0};
    public_url_append(&url, wechat, METHOD_GZH_START);
    buffer_append_format(&url, "%lld?next=/%%3Fu%%3D%lld", (long long)notice->company_id,
                         (long long)notice->staff_id);
    text_t copy = arena_copy(arena, buffer_text(&url));
    buffer_free(&url);
    return copy;
}

text_t reminder_name(const notice_t *notice, arena_t *arena)
{
    char name[64];
    snprintf(name, sizeof name, "n%lld-%lld-%lld%s", (long long)notice->staff_id,
             (long long)notice->customer_id, (long long)notice->id, notice->reminder.size > 0 ? "r" : "");
    return arena_copy(arena, text_of(name));
}
