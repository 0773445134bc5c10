/* SPDX-License-Identifier: Apache-2.0 */
/* Unread counts are derived from cursors and per-direction counts, never counted up and down. */
#include "services/chat/store_parts.h"

typedef struct {
    int64_t sent, read, seen; /* the relation's fields of these names, of the actor's side */
    int64_t total;            /* messages, counted before the newest was read */
    stored_message_t newest;  /* but for its content */
    int64_t *unread;          /* the result */
} counts_t;

/* member, sent, read, seen */
static bool read_numbers(counts_t *counts, const redis_reply_t *reply)
{
    return reply_is_array(reply, 4) && reply_number(reply->element[1], &counts->sent) &&
           reply_cursor(reply->element[2], reply->element[3], &counts->read, &counts->seen) &&
           counts->seen <= counts->sent;
}

static void set_unread(const counts_t *counts, int64_t unread)
{
    *counts->unread = unread > 0 ? unread : 0;
}

static void take_relation(job_t *job, void *into, const redis_reply_t *reply)
{
    counts_t *counts = into;
    if (!read_numbers(counts, reply))
        store_relation_foreign(job, reply);
    else if (reply->element[0]->type == REDIS_REPLY_NIL)
        job_refuse(job, STATUS_NO_RELATION);
}

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    counts_t *counts = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        counts->total = reply->integer;
    else
        store_messages_foreign(job, reply);
}

static bool read_newest(const redis_reply_t *reply, stored_message_t *newest)
{
    return reply->type == REDIS_REPLY_NIL ||
           (reply->type == REDIS_REPLY_STRING && stored_read_message(redis_text(reply), newest) &&
            stored_message_is_sound(newest));
}

static bool newest_fits(const counts_t *counts, const stored_message_t *newest)
{
    return newest->id >= counts->total && newest->id - counts->total <= MEANWHILE_MAX;
}

int64_t unread_by_staff(const stored_message_t *newest, int64_t read, int64_t seen)
{
    if (read > newest->id || seen > newest->sent)
        return -1;
    return (newest->id - newest->sent) - (read - seen);
}

static void take_newest(job_t *job, void *into, const redis_reply_t *reply)
{
    counts_t *counts = into;
    if (!read_newest(reply, &counts->newest))
        store_messages_foreign(job, reply);
    counts->newest.content.stored = TEXT_NONE; /* the reply's */
}

/* The relation tells all that the customer needs. */
static void count_for_customer(job_t *job, void *context)
{
    const counts_t *counts = context;
    (void)job;
    set_unread(counts, counts->sent - counts->seen);
}

/* The newest row tells how many messages there are and how many of them are the staff user's, at one moment.
 * The cursors were read before it, so they are not ahead of it. */
static void count_for_staff(job_t *job, void *context)
{
    const counts_t *counts = context;
    const int64_t unread = unread_by_staff(&counts->newest, counts->read, counts->seen);
    const bool fits = newest_fits(counts, &counts->newest);
    if (fits && unread >= 0)
        set_unread(counts, unread);
    else if (job_doubt(job))
        return;
    else if (fits)
        store_relation_foreign(job, NULL);
    else
        store_messages_foreign(job, NULL);
}

static void send_relation(job_t *job, counts_t *counts)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add_literal(command, REL_MEMBER);
    command_add_literal(command, REL_SENT);
    store_add_cursor(command, job);
    job_send(job, take_relation, counts);
}

static void send_newest(job_t *job, counts_t *counts)
{
    store_send_total(job, take_total, counts);
    command_t *command = job_command(job);
    command_add_literal(command, "LINDEX");
    command_add(command, keys_messages, job->staff_id, job->customer_id);
    command_add_literal(command, "-1");
    job_send(job, take_newest, counts);
}

void store_read_unread(job_t *job, int64_t *unread)
{
    counts_t *counts = arena_new(job->arena, sizeof *counts);
    *counts = (counts_t){.unread = unread};
    const bool staff = job->caller.kind == PRINCIPAL_STAFF;
    send_relation(job, counts);
    if (staff)
        send_newest(job, counts);
    job_settle(job, staff ? count_for_staff : count_for_customer, counts);
}
