/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/notice.h"

#include <stdio.h>

#include "common/store/stored.h"
#include "services/wechat/api/qy.h"
#include "services/wechat/core/hint.h"
#include "services/wechat/core/pass.h"
#include "services/wechat/queue/queue_keys.h"
#include "services/wechat/queue/receive.h"

extern const char lua_notice_told[], lua_notice_forget_told[], lua_notice_untell[];
const redis_script_t notice_told_script = {.name = "notice_told", .body = lua_notice_told};
const redis_script_t notice_forget_told_script = {.name = "notice_forget_told",
                                                  .body = lua_notice_forget_told};
const redis_script_t notice_untell_script = {.name = "notice_untell", .body = lua_notice_untell};

#define NUMBER(member, least)                                                                                \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(notice_t, member), .type = FIELD_INT,            \
        .min = (least), .max = ID_MAX                                                                        \
    }
#define WORD(member, is_required)                                                                            \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(notice_t, member), .type = FIELD_VISIBLE,        \
        .required = (is_required), .max = 128                                                                \
    }

static const field_t fields[] = {
    NUMBER(company_id, 1),       NUMBER(staff_id, 1), NUMBER(customer_id, 1),
    NUMBER(to, PRINCIPAL_STAFF), NUMBER(id, 1),       NUMBER(made, 0),
    WORD(account, true),         WORD(person, true),  WORD(reminder, false),
};
const field_table_t notice_table = FIELD_TABLE(fields, notice_t);

void notice_put(job_t *job, notice_t *notice, bool *is_new)
{
    char name[96];
    snprintf(name, sizeof name, "notice-%lld-%lld-%c-%lld%s", (long long)notice->staff_id,
             (long long)notice->customer_id, notice->to == PRINCIPAL_STAFF ? 'u' : 'c', (long long)notice->id,
             notice->reminder.size > 0 ? "-again" : "");
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, &notice_table, &notice->record);
    const received_t received = {.family = "out",
                                 .person = notice->person,
                                 .name = arena_copy(job->arena, text_of(name)),
                                 .record = arena_copy(job->arena, buffer_text(scratch)),
                                 .seconds = NOTICE_SEEN_S,
                                 .is_new = is_new};
    queue_receive(job, &received);
}

int64_t notice_lasts(int64_t to)
{
    const int64_t seconds = to == PRINCIPAL_CUSTOMER ? 48 * 3600 : QY_CARD_LIFE_S;
    return seconds * 1000;
}

/* ---- what they were told ---- */

static void write_key(buffer_t *out, const notice_t *notice)
{
    buffer_append_format(out, "wx:told:{u:%lld}", (long long)notice->staff_id);
}

static void write_field(buffer_t *out, const notice_t *notice)
{
    buffer_append_format(out, "%lld:%c", (long long)notice->customer_id,
                         notice->to == PRINCIPAL_STAFF ? 'u' : 'c');
}

/* Who was told something that cannot be read is told again: no harm. */
static void take_told(job_t *job, void *into, const redis_reply_t *reply)
{
    int64_t *told = into;
    (void)job;
    const bool is_text = reply->type == REDIS_REPLY_STRING;
    if (hint_report(reply, TEXT_LITERAL("wx:told:…")) || !is_text ||
        stored_read_number(redis_text(reply), ID_MAX, told))
        return;
    *told = 0;
    foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:told:…"), TEXT_LITERAL("an id that is none"));
}

void notice_read_told(job_t *job, const notice_t *notice, int64_t *told)
{
    command_t *command = job_command(job);
    *told = 0;
    command_add_literal(command, "HGET");
    command_add(command, write_key, notice);
    command_add(command, write_field, notice);
    job_send(job, take_told, told);
}

static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    (void)into;
    hint_report(reply, TEXT_LITERAL("wx:told:…"));
}

/* Begins a script's: what stands for who is to be told. */
static command_t *told_command(job_t *job, const notice_t *notice)
{
    command_t *command = job_command(job);
    command_add(command, write_key, notice);
    command_end_keys(command);
    command_add(command, write_field, notice);
    return command;
}

void notice_forget_told(job_t *job, const notice_t *notice, int64_t told)
{
    foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:told:…"),
                   TEXT_LITERAL("an id above all that the conversation has"));
    command_t *command = told_command(job, notice);
    command_add_int(command, told);
    job_run(job, &notice_forget_told_script, take_done, NULL);
}

void notice_write_told(job_t *job, const notice_t *notice, int64_t id)
{
    command_t *command = told_command(job, notice);
    command_add_int(command, id);
    job_run(job, &notice_told_script, take_done, NULL);
}

void notice_untell(job_t *job, const notice_t *notice, int64_t id, int64_t since, text_t msgid)
{
    command_t *command = told_command(job, notice);
    command_add_int(command, id);
    command_add_int(command, since);
    command_add_text(command, msgid);
    job_run(job, &notice_untell_script, take_done, NULL);
}
