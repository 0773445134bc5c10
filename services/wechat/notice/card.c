/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/card.h"

#include "services/wechat/core/hint.h"
#include "services/wechat/core/pass.h"
#include "services/wechat/notice/mark.h"

extern const char lua_notice_card[];
const redis_script_t card_script = {.name = "notice_card", .body = lua_notice_card};

#define TEXT(member, most)                                                                                   \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(card_t, member), .type = FIELD_TEXT,             \
        .max = (most)                                                                                        \
    }

static const field_t fields[] = {
    {.name = "last",
     .key = "last",
     .offset = offsetof(card_t, last),
     .type = FIELD_INT,
     .min = 1,
     .max = ID_MAX},
    TEXT(title, 128),
    TEXT(description, 512),
};
static const field_table_t table = FIELD_TABLE(fields, card_t);

/* One that cannot be read has maybe been sent: they may get two, for nothing less would tell them. */
static void take_kept(job_t *job, void *into, const redis_reply_t *reply)
{
    card_t *card = into, kept = {.last = 0};
    const bool is_text = reply->type == REDIS_REPLY_STRING;
    if (is_text && record_decode(&kept.record, &table, arena_copy(job->arena, redis_text(reply)), job->arena))
        *card = kept;
    else if (reply_is_number(reply, 0))
        card->last = 0;
    else if (is_text)
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:mark:…"), TEXT_LITERAL("a card that is none"));
    else if (!reply_is_number(reply, HINT_MENDED) || !hint_report(reply, TEXT_LITERAL("wx:mark:…")))
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:mark:…"));
}

void card_keep(job_t *job, const queue_item_t *item, card_t *card)
{
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, &table, &card->record);
    const text_t record = arena_copy(job->arena, buffer_text(scratch));
    command_t *command = mark_command(job, item);
    command_add_text(command, record);
    job_run(job, &card_script, take_kept, card);
}
