/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/template_job.h"

#include "services/wechat/core/pass.h"

#define NUMBER(member, least, most)                                                                          \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(template_job_t, member), .type = FIELD_INT,      \
        .required = true, .min = (least), .max = (most)                                                      \
    }
#define WORD(member)                                                                                         \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(template_job_t, member), .type = FIELD_VISIBLE,  \
        .max = 128                                                                                           \
    }

static const field_t fields[] = {
    NUMBER(company_id, 1, ID_MAX),
    NUMBER(staff_id, 1, ID_MAX),
    NUMBER(customer_id, 1, ID_MAX),
    NUMBER(id, 1, ID_MAX),
    NUMBER(since, 0, ID_MAX),
    NUMBER(made, 0, ID_MAX),
    NUMBER(is_again, 0, 1),
    WORD(person),
    WORD(reminder),
};
static const field_table_t table = FIELD_TABLE(fields, template_job_t);

static void write_key(buffer_t *out, text_t appid, int64_t msgid)
{
    buffer_append_format(out, "wx:job:{%.*s:%lld}", TEXT_ARG(appid), (long long)msgid);
}

static void report(job_t *job, const redis_reply_t *reply)
{
    job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:job:…"));
}

static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type == REDIS_REPLY_ERROR)
        report(job, reply);
}

void template_job_keep(job_t *job, text_t appid, int64_t msgid, template_job_t *self)
{
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, &table, &self->record);
    command_t *command = job_command(job);
    command_add_literal(command, "SET");
    command_add(command, write_key, appid, msgid);
    command_add_text(command, buffer_text(scratch));
    command_add_literal(command, "EX");
    command_add_int(command, TEMPLATE_JOB_S);
    job_send_durable(job, take_done, NULL);
}

typedef struct {
    template_job_t *self;
    bool *found;
} reading_t;

static void take_job(job_t *job, void *into, const redis_reply_t *reply)
{
    const reading_t *reading = into;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    const text_t stored = arena_copy(job->arena, redis_text(reply));
    *reading->found = reply->type == REDIS_REPLY_STRING &&
                      record_decode(&reading->self->record, &table, stored, job->arena);
    if (!*reading->found)
        report(job, reply);
}

void template_job_read(job_t *job, text_t appid, text_t msgid, template_job_t *self, bool *found)
{
    int64_t number;
    *found = false;
    if (!text_to_plain_int(msgid, &number))
        return;
    reading_t *reading = arena_new(job->arena, sizeof *reading);
    *reading = (reading_t){self, found};
    command_t *command = job_command(job);
    command_add_literal(command, "GET");
    command_add(command, write_key, appid, number);
    job_send(job, take_job, reading);
}

void template_job_forget(job_t *job, text_t appid, text_t msgid)
{
    int64_t number;
    if (!text_to_plain_int(msgid, &number))
        return;
    command_t *command = job_command(job);
    command_add_literal(command, "DEL");
    command_add(command, write_key, appid, number);
    job_send_durable(job, take_done, NULL);
}
