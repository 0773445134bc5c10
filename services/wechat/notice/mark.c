/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/mark.h"

#include "services/wechat/core/hint.h"

extern const char lua_notice_mark[], lua_notice_mark_reminder[];
const redis_script_t mark_script = {.name = "notice_mark", .body = lua_notice_mark};
const redis_script_t mark_reminder_script = {.name = "notice_mark_reminder",
                                             .body = lua_notice_mark_reminder};

static void take_mark(job_t *job, void *into, const redis_reply_t *reply)
{
    mark_t *mark = into;
    if (reply_is_number(reply, HINT_MENDED)) {
        hint_report(reply, TEXT_LITERAL("wx:mark:…"));
        if (mark)
            *mark = MARK_THERE;
    } else if (reply->type != REDIS_REPLY_INTEGER || reply->integer < MARK_LOST ||
               reply->integer > MARK_THERE) {
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:mark:…"));
    } else if (mark) {
        *mark = (mark_t)reply->integer;
    }
}

command_t *mark_command(job_t *job, const queue_item_t *item)
{
    command_t *command = job_command(job);
    command_add(command, queue_write_key, "mark", queue_item_partition(item));
    command_add(command, queue_write_key, "lease", queue_item_partition(item));
    command_end_keys(command);
    command_add_int(command, queue_item_lease(item));
    command_add(command, queue_item_write_name, item);
    return command;
}

static void run(job_t *job, const queue_item_t *item, const char *set, mark_t *mark)
{
    command_t *command = mark_command(job, item);
    command_add_text(command, text_of(set));
    job_run(job, &mark_script, take_mark, mark);
}

void mark_set(job_t *job, const queue_item_t *item, mark_t *mark)
{
    *mark = MARK_LOST;
    run(job, item, "1", mark);
}

void mark_clear(job_t *job, const queue_item_t *item)
{
    run(job, item, "0", NULL);
}

void mark_message_again(job_t *job, const queue_item_t *item)
{
    run(job, item, "2", NULL);
}

static void take_begun(job_t *job, void *into, const redis_reply_t *reply)
{
    const int64_t begun = reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
    *(int64_t *)into = begun < 0 ? -begun : begun;
    if (reply->type != REDIS_REPLY_INTEGER)
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:mark:…"));
    else if (begun < 0)
        hint_report_mended(TEXT_LITERAL("wx:mark:…"));
}

void mark_reminder(job_t *job, const queue_item_t *item, int64_t now, int64_t *begun)
{
    *begun = 0;
    command_t *command = mark_command(job, item);
    command_add_int(command, now);
    job_run(job, &mark_reminder_script, take_begun, begun);
}
