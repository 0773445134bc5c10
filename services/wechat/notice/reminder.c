/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/reminder.h"

#include <assert.h>
#include <stdio.h>

#include "services/wechat/core/hint.h"
#include "services/wechat/core/public_url.h"

extern const char lua_notice_allow_reminder[];
const redis_script_t reminder_allow_script = {.name = "notice_allow_reminder",
                                              .body = lua_notice_allow_reminder};

typedef struct {
    text_t name;
    bool *allowed;
} asked_t;

/* Nobody goes unreminded for what cannot be read. */
static void take_allowed(job_t *job, void *into, const redis_reply_t *reply)
{
    const asked_t *asked = into;
    (void)job;
    *asked->allowed = hint_report(reply, TEXT_LITERAL("wx:remind:…")) ||
                      text_equal(redis_text(reply), asked->name);
}

void reminder_allow(job_t *job, text_t appid, text_t openid, text_t name, bool *allowed)
{
    command_t *command = job_command(job);
    *allowed = false;
    command_add(command, buffer_append_format, "wx:remind:{%.*s:%.*s}", TEXT_ARG(appid), TEXT_ARG(openid));
    command_end_keys(command);
    command_add_text(command, name);
    command_add_int(command, REMINDER_REST_S);
    asked_t *asked = arena_new(job->arena, sizeof *asked);
    *asked = (asked_t){name, allowed};
    job_run(job, &reminder_allow_script, take_allowed, asked);
}

/* ---- fields ---- */

size_t reminder_fill(gzh_value_t *values, const char *fields, const reminder_t *reminder, arena_t *arena)
{
    static_assert(TEMPLATE_FIELDS_MAX <= (int)GZH_VALUES_MAX, "all fields of a company's file are told");
    size_t count = 0;
    template_field_t field;
    while (count < GZH_VALUES_MAX && template_field_next(&fields, &field))
        values[count++] = (gzh_value_t){arena_copy(arena, field.name),
                                        reminder_value(&field, reminder, arena)};
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
