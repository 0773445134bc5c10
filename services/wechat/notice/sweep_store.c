/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/sweep_store.h"

#include "common/store/keys.h"
#include "common/store/stored.h"
#include "services/wechat/queue/queue_keys.h"

extern const char lua_notice_swept[];
const redis_script_t sweep_swept_script = {.name = "notice_swept", .body = lua_notice_swept};

/* It is whoever holds this partition that sweeps. */
enum { PARTITION = 0 };

static int64_t read_time(const redis_reply_t *reply, text_t key)
{
    int64_t time;
    if (reply->type == REDIS_REPLY_NIL)
        return 0;
    if (reply->type == REDIS_REPLY_STRING && stored_read_number(redis_text(reply), ID_MAX, &time))
        return time;
    foreign_report(FOREIGN_WECHAT, key, TEXT_NONE);
    return -1;
}

static void take_swept(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    *(int64_t *)into = read_time(reply, TEXT_LITERAL("wx:swept:…"));
}

void sweep_read_swept(job_t *job, int64_t *swept)
{
    command_t *command = job_command(job);
    command_add_literal(command, "GET");
    command_add(command, queue_write_key, "swept", PARTITION);
    job_send(job, take_swept, swept);
}

static void take_kept(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (!reply_is_number(reply, 0) && !reply_is_number(reply, 1))
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:swept:…"));
}

void sweep_write_swept(job_t *job, int64_t lease, int64_t began)
{
    command_t *command = job_command(job);
    command_add(command, queue_write_key, "lease", PARTITION);
    command_add(command, queue_write_key, "swept", PARTITION);
    command_end_keys(command);
    command_add_int(command, lease);
    command_add_int(command, began);
    job_run(job, &sweep_swept_script, take_kept, NULL);
}

static bool read_id(const redis_reply_t *member, int64_t after, int64_t *id)
{
    return member->type == REDIS_REPLY_STRING && stored_read_number(redis_text(member), ID_MAX, id) &&
           *id > after;
}

/* One that is none is left out; a page of nothing else cannot be gone beyond. */
static void take_staff(job_t *job, void *into, const redis_reply_t *reply)
{
    staff_page_t *page = into;
    const bool is_list = reply->type == REDIS_REPLY_ARRAY && reply->elements <= page->limit;
    page->count = 0;
    for (size_t i = 0; is_list && i < reply->elements; i++)
        page->count += read_id(reply->element[i], page->after, &page->ids[page->count]);
    if (!is_list || (page->count == 0 && reply->elements > 0))
        job_foreign(job, FOREIGN_INDEX, reply, keys_ids, TEXT_LITERAL("user"));
    else if (page->count < reply->elements)
        foreign_report(FOREIGN_INDEX, TEXT_LITERAL("ids:user"), TEXT_LITERAL("a member that is no id"));
}

void sweep_read_staff(job_t *job, staff_page_t *page)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZRANGEBYSCORE");
    command_add(command, keys_ids, TEXT_LITERAL("user"));
    command_add(command, buffer_append_format, "(%lld", (long long)page->after);
    command_add_literal(command, "+inf");
    command_add_literal(command, "LIMIT");
    command_add_int(command, 0);
    command_add_int(command, (int64_t)page->limit);
    job_send(job, take_staff, page);
}

/* ---- what is owed ---- */

typedef struct {
    size_t count;
    int64_t *owed;
} owed_t;

static void take_owed(job_t *job, void *into, const redis_reply_t *reply)
{
    const owed_t *asked = into;
    const bool is_list = reply_is_array(reply, asked->count);
    (void)job;
    if (!is_list)
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:owed:…"), TEXT_NONE);
    for (size_t i = 0; i < asked->count; i++)
        asked->owed[i] = is_list ? read_time(reply->element[i], TEXT_LITERAL("wx:owed:…")) : 0;
}

void sweep_read_owed(job_t *job, const staff_page_t *page, int64_t *owed)
{
    owed_t *asked = arena_new(job->arena, sizeof *asked);
    *asked = (owed_t){page->count, owed};
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, queue_write_key, "owed", PARTITION);
    for (size_t i = 0; i < page->count; i++)
        command_add_int(command, page->ids[i]);
    job_send(job, take_owed, asked);
}

static void take_noted(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    (void)into;
    if (reply->type == REDIS_REPLY_ERROR)
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:owed:…"), redis_text(reply));
}

void sweep_write_owed(job_t *job, int64_t staff_id, int64_t since)
{
    command_t *command = job_command(job);
    command_add_text(command, since > 0 ? TEXT_LITERAL("HSET") : TEXT_LITERAL("HDEL"));
    command_add(command, queue_write_key, "owed", PARTITION);
    command_add_int(command, staff_id);
    if (since > 0)
        command_add_int(command, since);
    job_send_durable(job, take_noted, NULL);
}

void sweep_owe(job_t *job, int64_t staff_id, int64_t since)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HSETNX");
    command_add(command, queue_write_key, "owed", PARTITION);
    command_add_int(command, staff_id);
    command_add_int(command, since);
    job_send_durable(job, take_noted, NULL);
}
