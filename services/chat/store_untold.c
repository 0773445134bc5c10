/* SPDX-License-Identifier: Apache-2.0 */
/* What moved among a staff user's conversations: those with a message since a time, and how far the customer
 * has read each. The rest is what the list of conversations shows of them (store_conversations.c). */
#include "services/chat/store_parts.h"

typedef struct {
    moved_t *moved;
    int64_t customer_id; /* the only one that may be found */
} one_t;

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    moved_t *moved = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        moved->page.total = reply->integer;
    else
        job_foreign(job, FOREIGN_INDEX, reply, keys_conversations, job->staff_id);
}

static void take_customers(job_t *job, void *into, const redis_reply_t *reply)
{
    moved_t *moved = into;
    if (!conversations_read_customers(job, reply, &moved->page))
        job_foreign(job, FOREIGN_INDEX, reply, keys_conversations, job->staff_id);
}

/* The time of its newest message; nil when there is none. */
static void take_one(job_t *job, void *into, const redis_reply_t *reply)
{
    const one_t *one = into;
    conversations_t *page = &one->moved->page;
    int64_t time;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    if (reply->type != REDIS_REPLY_STRING || !stored_read_number(redis_text(reply), ID_MAX, &time)) {
        job_foreign(job, FOREIGN_INDEX, reply, keys_conversations, job->staff_id);
        return;
    }
    page->total = time >= one->moved->since;
    if (page->total == 0 || page->skip > 0)
        return;
    page->count = 1;
    page->list = arena_new_zeroed(job->arena, sizeof *page->list);
    page->list->customer_id = one->customer_id;
}

void store_read_moved(job_t *job, moved_t *moved)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZCOUNT");
    command_add(command, keys_conversations, job->staff_id);
    command_add_int(command, moved->since);
    command_add_literal(command, "+inf");
    job_send(job, take_total, moved);
    command = job_command(job);
    command_add_literal(command, "ZREVRANGEBYSCORE");
    command_add(command, keys_conversations, job->staff_id);
    command_add_literal(command, "+inf");
    command_add_int(command, moved->since);
    command_add_literal(command, "LIMIT");
    command_add_int(command, moved->page.skip);
    command_add_int(command, moved->page.length);
    job_send(job, take_customers, moved);
}

void store_read_moved_one(job_t *job, int64_t customer_id, moved_t *moved)
{
    one_t *one = arena_new(job->arena, sizeof *one);
    *one = (one_t){moved, customer_id};
    command_t *command = job_command(job);
    command_add_literal(command, "ZSCORE");
    command_add(command, keys_conversations, job->staff_id);
    command_add_int(command, customer_id);
    job_send(job, take_one, one);
}

/* ---- how far the customers have read ---- */

/* Of a conversation. */
typedef struct {
    const conversation_t *conversation;
    int64_t seen; /* of the staff user's messages */
    int64_t *read, *unread;
} reader_t;

static void relation_foreign(job_t *job, const reader_t *reader, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_RELATION, why, keys_relation, job->staff_id, reader->conversation->customer_id);
}

static void take_reader(job_t *job, void *into, const redis_reply_t *reply)
{
    reader_t *reader = into;
    if (!reply_is_array(reply, 2) ||
        !reply_cursor(reply->element[0], reply->element[1], reader->read, &reader->seen))
        relation_foreign(job, reader, reply);
}

/* The relation was read before the newest message, so it is not ahead of it. */
static void count_unread(job_t *job, void *context)
{
    const reader_t *reader = context;
    *reader->unread = reader->conversation->newest.sent - reader->seen;
    if (*reader->unread < 0 && !job_doubt(job))
        relation_foreign(job, reader, NULL);
}

static void send_reader(job_t *job, const moved_t *moved, size_t at)
{
    const conversation_t *conversation = &moved->page.list[at];
    reader_t *reader = arena_new(job->arena, sizeof *reader);
    *reader = (reader_t){.conversation = conversation,
                         .read = &moved->read_by_customer[at],
                         .unread = &moved->unread_by_customer[at]};
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_relation, job->staff_id, conversation->customer_id);
    command_add_literal(command, REL_READ_CUSTOMER);
    command_add_literal(command, REL_SEEN_CUSTOMER);
    job_send(job, take_reader, reader);
    job_settle(job, count_unread, reader);
}

void store_read_untold(job_t *job, moved_t *moved)
{
    const size_t size = moved->page.count * sizeof(int64_t);
    moved->read_by_customer = arena_new_zeroed(job->arena, size);
    moved->unread_by_customer = arena_new_zeroed(job->arena, size);
    for (size_t i = 0; i < moved->page.count; i++)
        send_reader(job, moved, i);
    store_read_shown(job, &moved->page);
}
