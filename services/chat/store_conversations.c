/* SPDX-License-Identifier: Apache-2.0 */
/* What shows all conversations of a staff user: which they are, then a command for each kind of what a page
 * shows of them, whatever its length. Newest messages that are too large to be kept beside the conversation
 * (LATEST_MAX) are read from it, as many at once as fit PAGE_BYTES_MAX (docs/decisions/0025). */
#include "services/chat/store_parts.h"

enum {
    CUSTOMERS_AT_ONCE = 60, /* fits a redis_command_t */
    LARGE_AT_ONCE = PAGE_BYTES_MAX / STORED_MESSAGE_MAX
};

/* ---- which they are ---- */

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    conversations_t *page = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        page->total = reply->integer;
    else
        job_foreign(job, FOREIGN_INDEX, reply, keys_conversations, job->staff_id);
}

bool conversations_read_customers(job_t *job, const redis_reply_t *ids, conversations_t *page)
{
    if (ids->type != REDIS_REPLY_ARRAY)
        return false;
    page->count = ids->elements;
    page->list = arena_new(job->arena, page->count * sizeof *page->list);
    memset(page->list, 0, page->count * sizeof *page->list);
    for (size_t i = 0; i < page->count; i++) {
        int64_t *id = &page->list[i].customer_id;
        if (!stored_read_number(redis_text(ids->element[i]), ID_MAX, id) || *id == 0)
            return false;
    }
    return true;
}

static void take_customers(job_t *job, void *into, const redis_reply_t *reply)
{
    if (!conversations_read_customers(job, reply, into))
        job_foreign(job, FOREIGN_INDEX, reply, keys_conversations, job->staff_id);
}

void store_read_conversations(job_t *job, conversations_t *page)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZCARD");
    command_add(command, keys_conversations, job->staff_id);
    job_send(job, take_total, page);
    command = job_command(job);
    command_add_literal(command, "ZREVRANGE");
    command_add(command, keys_conversations, job->staff_id);
    command_add_int(command, page->skip);
    command_add_int(command, page->skip + page->length - 1);
    job_send(job, take_customers, page);
}

/* ---- what is kept beside them ---- */

/* So many conversations, and where the staff user's cursors stand. */
typedef struct {
    conversation_t *list;
    size_t count;
    struct {
        int64_t read, seen;
    } cursors[CUSTOMERS_AT_ONCE];
} block_t;

static void take_cursors(job_t *job, void *into, const redis_reply_t *reply)
{
    block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = reply->element[i]->type == REDIS_REPLY_NIL ||
               stored_read_cursor(redis_text(reply->element[i]), &block->cursors[i].read,
                                  &block->cursors[i].seen);
    if (!good)
        job_foreign(job, FOREIGN_SUMMARY, reply, keys_cursors, job->staff_id);
}

static void keep_preview(job_t *job, conversation_t *conversation)
{
    buffer_t *preview = job_scratch(job);
    content_t *content = &conversation->newest.content;
    content_write_preview(preview, content->stored, content->info_type);
    conversation->preview = arena_copy(job->arena, buffer_text(preview));
    content->stored = TEXT_NONE; /* the reply's */
}

static bool read_latest(job_t *job, const redis_reply_t *reply, conversation_t *conversation)
{
    stored_message_t *newest = &conversation->newest;
    if (!stored_read_message(redis_text(reply), newest))
        return false;
    conversation->large = newest->content.stored.size == 0;
    if (conversation->large)
        return newest->id > 0 && newest->sent <= newest->id;
    if (!stored_message_is_sound(newest))
        return false;
    keep_preview(job, conversation);
    return true;
}

static void take_latest(job_t *job, void *into, const redis_reply_t *reply)
{
    block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = read_latest(job, reply->element[i], &block->list[i]);
    if (!good)
        job_foreign(job, FOREIGN_SUMMARY, reply, keys_latest, job->staff_id);
}

/* The cursors were read before the newest messages, so they are not ahead of them. */
static void count_unread(job_t *job, void *context)
{
    const block_t *block = context;
    bool fits = true;
    for (size_t i = 0; fits && i < block->count; i++) {
        conversation_t *conversation = &block->list[i];
        conversation->unread = unread_by_staff(&conversation->newest, block->cursors[i].read,
                                               block->cursors[i].seen);
        fits = conversation->unread >= 0;
    }
    if (!fits && !job_doubt(job))
        job_foreign(job, FOREIGN_SUMMARY, NULL, keys_cursors, job->staff_id);
}

static void send_fields(job_t *job, block_t *block, void (*write)(buffer_t *out, int64_t user_id),
                        job_take_fn *take)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, write, job->staff_id);
    for (size_t i = 0; i < block->count; i++)
        command_add_int(command, block->list[i].customer_id);
    job_send(job, take, block);
}

void store_read_shown(job_t *job, conversations_t *page)
{
    for (size_t start = 0; start < page->count; start += CUSTOMERS_AT_ONCE) {
        const size_t left = page->count - start;
        block_t *block = arena_new(job->arena, sizeof *block);
        *block = (block_t){.list = page->list + start,
                           .count = left < CUSTOMERS_AT_ONCE ? left : CUSTOMERS_AT_ONCE};
        send_fields(job, block, keys_cursors, take_cursors);
        send_fields(job, block, keys_latest, take_latest);
        job_settle(job, count_unread, block);
    }
}

/* ---- large messages ---- */

/* Those on a page that are still to be read. */
typedef struct {
    const conversations_t *page;
    size_t next, pending; /* place on the page; messages under way */
} larges_t;

typedef struct {
    larges_t *larges;
    conversation_t *conversation;
} large_t;

static void send_larges(job_t *job, void *context);

/* Is it still the message that was the newest then? */
static bool read_large(job_t *job, const redis_reply_t *reply, conversation_t *conversation)
{
    stored_message_t message;
    if (!stored_read_message(redis_text(reply), &message) || message.id != conversation->newest.id ||
        message.sent != conversation->newest.sent || !stored_message_is_sound(&message))
        return false;
    conversation->newest = message;
    keep_preview(job, conversation);
    return true;
}

static void take_large(job_t *job, void *into, const redis_reply_t *reply)
{
    const large_t *large = into;
    if (!read_large(job, reply, large->conversation))
        job_foreign(job, FOREIGN_MESSAGES, reply, keys_messages, job->staff_id,
                    large->conversation->customer_id);
    if (--large->larges->pending == 0 && job_is_good(job))
        send_larges(job, large->larges);
}

static void send_large(job_t *job, larges_t *larges, conversation_t *conversation)
{
    large_t *large = arena_new(job->arena, sizeof *large);
    *large = (large_t){larges, conversation};
    command_t *command = job_command(job);
    command_add_literal(command, "LINDEX");
    command_add(command, keys_messages, job->staff_id, conversation->customer_id);
    command_add_int(command, conversation->newest.id - 1);
    larges->pending++;
    job_send(job, take_large, large);
}

static void send_larges(job_t *job, void *context)
{
    larges_t *larges = context;
    const conversations_t *page = larges->page;
    for (; larges->next < page->count && larges->pending < LARGE_AT_ONCE; larges->next++)
        if (page->list[larges->next].large)
            send_large(job, larges, &page->list[larges->next]);
}

void store_read_larges(job_t *job, const conversations_t *page)
{
    larges_t *larges = arena_new(job->arena, sizeof *larges);
    *larges = (larges_t){.page = page};
    while (larges->next < page->count && !page->list[larges->next].large)
        larges->next++;
    if (larges->next < page->count)
        job_pass(job, send_larges, larges);
}
