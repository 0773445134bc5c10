/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/shown.h"

#include "services/wechat/core/hint.h"

extern const char lua_notice_keep_shown[], lua_notice_read_shown[], lua_notice_forget_shown[];
const redis_script_t shown_keep_script = {.name = "notice_keep_shown", .body = lua_notice_keep_shown};
const redis_script_t shown_read_script = {.name = "notice_read_shown", .body = lua_notice_read_shown};
const redis_script_t shown_forget_script = {.name = "notice_forget_shown", .body = lua_notice_forget_shown};

static void write_key(buffer_t *out, text_t appid, text_t openid)
{
    buffer_append_format(out, "wx:shown:{%.*s:%.*s}", TEXT_ARG(appid), TEXT_ARG(openid));
}

/* What cannot be kept or read is not marked as read, which the next message mends. */
static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    (void)into;
    hint_report(reply, TEXT_LITERAL("wx:shown:…"));
}

void shown_keep(job_t *job, const showing_t *showing)
{
    command_t *command = job_command(job);
    command_add(command, write_key, showing->appid, showing->openid);
    command_end_keys(command);
    command_add_int(command, showing->staff_id);
    command_add_int(command, showing->read);
    command_add_int(command, showing->told);
    command_add_int(command, showing->id);
    command_add_int(command, showing->missed);
    command_add_int(command, showing->time);
    command_add_int(command, SHOWN_S);
    job_run(job, &shown_keep_script, take_done, NULL);
}

/* ---- reading ---- */

typedef struct {
    shown_t *shown;
    int64_t before;
} reading_t;

/* "ID:MS" */
static bool read_value(text_t value, int64_t *id, int64_t *time)
{
    const char *colon = value.size > 0 ? memchr(value.data, ':', value.size) : NULL;
    if (!colon)
        return false;
    const size_t size = (size_t)(colon - value.data);
    return text_to_plain_int((text_t){value.data, size}, id) &&
           text_to_plain_int((text_t){colon + 1, value.size - size - 1}, time) && *id > 0 && *id <= ID_MAX;
}

/* What is no such pair is left out: nothing is marked by it. */
static void take_pair(job_t *job, const reading_t *reading, text_t field, text_t value)
{
    shown_t *shown = reading->shown;
    shown_one_t *one = &shown->list[shown->count];
    int64_t time;
    if (!text_to_plain_int(field, &one->staff_id) || one->staff_id < 1 || one->staff_id > ID_MAX ||
        !read_value(value, &one->id, &time) || time >= reading->before)
        return;
    one->field = arena_copy(job->arena, field);
    one->value = arena_copy(job->arena, value);
    shown->count++;
}

static void take_shown(job_t *job, void *into, const redis_reply_t *reply)
{
    const reading_t *reading = into;
    if (reply->type != REDIS_REPLY_ARRAY) {
        take_done(job, NULL, reply);
        return;
    }
    const size_t pairs = reply->elements / 2;
    reading->shown->list = arena_new_zeroed(job->arena, SHOWN_MAX * sizeof *reading->shown->list);
    for (size_t i = 0; i < pairs && reading->shown->count < SHOWN_MAX; i++)
        take_pair(job, reading, redis_text(reply->element[2 * i]), redis_text(reply->element[2 * i + 1]));
}

void shown_read(job_t *job, shown_t *shown, int64_t before)
{
    reading_t *reading = arena_new(job->arena, sizeof *reading);
    *reading = (reading_t){shown, before};
    shown->count = 0;
    command_t *command = job_command(job);
    command_add(command, write_key, shown->appid, shown->openid);
    command_end_keys(command);
    job_run(job, &shown_read_script, take_shown, reading);
}

void shown_forget(job_t *job, const shown_t *shown)
{
    command_t *command = job_command(job);
    command_add(command, write_key, shown->appid, shown->openid);
    command_end_keys(command);
    for (size_t i = 0; i < shown->count; i++) {
        command_add_text(command, shown->list[i].field);
        command_add_text(command, shown->list[i].value);
    }
    job_run(job, &shown_forget_script, take_done, NULL);
}
