/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/card_limit.h"

extern const char lua_notice_card_limit[];
const redis_script_t card_limit_script = {.name = "notice_card_limit", .body = lua_notice_card_limit};

/* Nobody goes untold for a count that cannot be read. */
static void take_wait(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    if (reply->type == REDIS_REPLY_INTEGER && reply->integer >= 0)
        *(int64_t *)into = reply->integer;
    else
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:cards:…"), redis_text(reply));
}

void card_limit_take(job_t *job, text_t corpid, text_t userid, int64_t *wait)
{
    command_t *command = job_command(job);
    *wait = 0;
    command_add(command, buffer_append_format, "wx:cards:{%.*s:%.*s}", TEXT_ARG(corpid), TEXT_ARG(userid));
    command_end_keys(command);
    command_add_int(command, CARDS_A_MINUTE);
    command_add_int(command, CARDS_AN_HOUR);
    job_run(job, &card_limit_script, take_wait, wait);
}
