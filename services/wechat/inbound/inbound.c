/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/inbound.h"

#include "services/wechat/callback/xml.h"
#include "services/wechat/core/pass.h"
#include "services/wechat/queue/receive.h"

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
    TEXT(appid),
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

void inbound_receive(job_t *job, inbound_t *inbound)
{
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, &inbound_table, &inbound->record);
    const received_t received = {.family = "in",
                                 .person = inbound->openid,
                                 .name = inbound->dedupe,
                                 .record = arena_copy(job->arena, buffer_text(scratch)),
                                 .seconds = INBOUND_SEEN_S};
    queue_receive(job, &received);
}
