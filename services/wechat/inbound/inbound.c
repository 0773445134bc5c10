/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/inbound.h"

#include "services/wechat/callback/xml.h"
#include "services/wechat/login/passes.h"
#include "services/wechat/queue/queue_keys.h"

extern const char lua_inbound_receive[];
const redis_script_t inbound_receive_script = {.name = "inbound_receive", .body = lua_inbound_receive};

#define NUMBER(member, most)                                                                                 \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(inbound_t, member), .type = FIELD_INT,           \
        .max = (most)                                                                                        \
    }
#define TEXT(member)                                                                                         \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(inbound_t, member), .type = FIELD_TEXT,          \
        .max = XML_TEXT_MAX                                                                                  \
    }

static const field_t fields[] = {
    NUMBER(company_id, ID_MAX),
    NUMBER(kind, INBOUND_EVENT),
    NUMBER(time, ID_MAX),
    TEXT(openid),
    TEXT(type),
    TEXT(content),
    TEXT(media_id),
    TEXT(event_key),
    TEXT(job_status),
    TEXT(job_id),
    TEXT(dedupe),
};
const field_table_t inbound_table = FIELD_TABLE(fields, inbound_t);

static void take_received(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (!reply_is_number(reply, 0) && !reply_is_number(reply, 1))
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:in:…"));
}

void inbound_receive(job_t *job, inbound_t *inbound)
{
    const unsigned partition = queue_partition(inbound->openid);
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, &inbound_table, &inbound->record);
    text_t record = arena_copy(job->arena, buffer_text(scratch));
    command_t *command = job_command(job);
    command_add(command, queue_write_seen, partition, inbound->dedupe);
    command_add(command, queue_write_key, "in", partition);
    command_end_keys(command);
    command_add_int(command, INBOUND_SEEN_S);
    command_add_text(command, inbound->openid);
    command_add_text(command, record);
    job_run(job, &inbound_receive_script, take_received, NULL);
}
