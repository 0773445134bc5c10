/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/window.h"

#include "services/wechat/core/hint.h"

extern const char lua_notice_open_window[], lua_notice_take_window[], lua_notice_return_window[],
    lua_notice_leave_window[];
const redis_script_t window_open_script = {.name = "notice_open_window", .body = lua_notice_open_window};
const redis_script_t window_take_script = {.name = "notice_take_window", .body = lua_notice_take_window};
const redis_script_t window_return_script = {.name = "notice_return_window",
                                             .body = lua_notice_return_window};
const redis_script_t window_leave_script = {.name = "notice_leave_window", .body = lua_notice_leave_window};

static const struct {
    int64_t count, ms;
    text_t field; /* that keeps when the last such sign was */
} windows[] = {[WINDOW_MESSAGE] = {WINDOW_MOST, WINDOW_LONGEST_MS, TEXT_CONSTANT("said")},
               [WINDOW_EVENT] = {3, 60 * 1000, TEXT_CONSTANT("did")}};

static void write_key(buffer_t *out, text_t appid, text_t openid)
{
    buffer_append_format(out, "wx:win:{%.*s:%.*s}", TEXT_ARG(appid), TEXT_ARG(openid));
}

/* A hint that cannot be kept or read costs nothing but a message of the account's own. */
static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    (void)into;
    hint_report(reply, TEXT_LITERAL("wx:win:…"));
}

void window_open(job_t *job, text_t appid, text_t openid, window_sign_t sign, int64_t time)
{
    command_t *command = job_command(job);
    command_add(command, write_key, appid, openid);
    command_end_keys(command);
    command_add_int(command, windows[sign].count);
    command_add_int(command, time + windows[sign].ms);
    command_add_int(command, windows[sign].ms);
    command_add_int(command, time);
    command_add_text(command, windows[sign].field);
    job_run(job, &window_open_script, take_done, NULL);
}

void window_follow(job_t *job, text_t appid, text_t openid)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HDEL");
    command_add(command, write_key, appid, openid);
    command_add_literal(command, "gone");
    job_send_durable(job, take_done, NULL);
}

void window_leave(job_t *job, text_t appid, text_t openid, int64_t time)
{
    command_t *command = job_command(job);
    command_add(command, write_key, appid, openid);
    command_end_keys(command);
    command_add_int(command, time);
    job_run(job, &window_leave_script, take_done, NULL);
}

static void take_taken(job_t *job, void *into, const redis_reply_t *reply)
{
    window_take_t *taken = into;
    if (reply->type == REDIS_REPLY_INTEGER && reply->integer >= WINDOW_CLOSED &&
        reply->integer <= WINDOW_LEFT)
        *taken = (window_take_t)reply->integer;
    take_done(job, NULL, reply);
}

void window_take(job_t *job, text_t appid, text_t openid, int64_t now, window_take_t *taken)
{
    command_t *command = job_command(job);
    *taken = WINDOW_CLOSED;
    command_add(command, write_key, appid, openid);
    command_end_keys(command);
    command_add_int(command, now);
    job_run(job, &window_take_script, take_taken, taken);
}

void window_return(job_t *job, text_t appid, text_t openid)
{
    command_t *command = job_command(job);
    command_add(command, write_key, appid, openid);
    command_end_keys(command);
    job_run(job, &window_return_script, take_done, NULL);
}

void window_close(job_t *job, text_t appid, text_t openid)
{
    command_t *command = job_command(job);
    command_add_literal(command, "DEL");
    command_add(command, write_key, appid, openid);
    job_send_durable(job, take_done, NULL);
}
