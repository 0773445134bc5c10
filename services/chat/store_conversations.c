/* SPDX-License-Identifier: Apache-2.0 */
/* What shows all conversations of a staff user. A script reads a page of them in one round trip; what it
 * answers is as large as the newest messages, which have 64 KiB each at most, so that it ends early where
 * they are many and large, and runs again for the rest (docs/decisions/0025). Of each message only the
 * preview is kept. */
#include "services/chat/scripts.h"
#include "services/chat/store_parts.h"

/* ---- replies ---- */

/* How the script tells of a conversation. */
enum { FOUND_RELATION, FOUND_COUNT, FOUND_NEWEST, FOUND_PARTS };
enum { RELATION_MEMBER, RELATION_READ, RELATION_SEEN, RELATION_NAME, RELATION_MEMO_NAME, RELATION_FIELDS };

static bool read_name(job_t *job, const redis_reply_t *reply, text_t *name)
{
    if (reply->type == REDIS_REPLY_STRING)
        *name = arena_copy(job->arena, redis_text(reply));
    return stored_text_is_sound(*name);
}

/* Names, and what is unread; the newest message must be known. */
static bool read_relation(job_t *job, const redis_reply_t *reply, conversation_t *conversation)
{
    int64_t read, seen;
    if (!reply_is_array(reply, RELATION_FIELDS) || reply->element[RELATION_MEMBER]->type == REDIS_REPLY_NIL ||
        !reply_cursor(reply->element[RELATION_READ], reply->element[RELATION_SEEN], &read, &seen))
        return false;
    conversation->unread = unread_by_staff(&conversation->newest, read, seen);
    return conversation->unread >= 0 && read_name(job, reply->element[RELATION_NAME], &conversation->name) &&
           read_name(job, reply->element[RELATION_MEMO_NAME], &conversation->memo_name);
}

static bool read_newest(job_t *job, const redis_reply_t *reply, conversation_t *conversation)
{
    stored_message_t *newest = &conversation->newest;
    if (reply->type != REDIS_REPLY_STRING || !stored_read_message(redis_text(reply), newest) ||
        !stored_message_is_sound(newest))
        return false;
    buffer_t *preview = job_scratch(job);
    content_preview(preview, newest->content.stored);
    conversation->preview = arena_copy(job->arena, buffer_text(preview));
    newest->content.stored = TEXT_NONE; /* the reply's */
    return true;
}

/* False, and the job's outcome is REDIS_FOREIGN, when what is stored is corrupt. */
static bool read_conversation(job_t *job, const redis_reply_t *reply, conversation_t *conversation)
{
    const redis_reply_t *const *parts = (const redis_reply_t *const *)reply->element;
    const int64_t customer_id = conversation->customer_id;
    if (!read_newest(job, parts[FOUND_NEWEST], conversation) ||
        !reply_is_number(parts[FOUND_COUNT], conversation->newest.id)) {
        job_foreign(job, FOREIGN_MESSAGES, parts[FOUND_NEWEST], keys_messages, job->staff_id, customer_id);
        return false;
    }
    if (!read_relation(job, parts[FOUND_RELATION], conversation)) {
        job_foreign(job, FOREIGN_RELATION, parts[FOUND_RELATION], keys_relation, job->staff_id, customer_id);
        return false;
    }
    return true;
}

/* Whose conversations the page has. */
static bool read_customers(job_t *job, const redis_reply_t *ids, conversations_t *page)
{
    page->count = ids->elements;
    page->list = arena_new(job->arena, page->count * sizeof *page->list);
    memset(page->list, 0, page->count * sizeof *page->list);
    for (size_t i = 0; i < page->count; i++) {
        const text_t id = redis_text(ids->element[i]);
        if (!stored_read_number(id, ID_MAX, &page->list[i].customer_id) || page->list[i].customer_id == 0) {
            job_foreign(job, FOREIGN_INDEX, NULL, keys_conversations, job->staff_id);
            return false;
        }
    }
    return true;
}

static bool is_page(const redis_reply_t *reply)
{
    return reply_is_array(reply, 3) && reply->element[0]->type == REDIS_REPLY_INTEGER &&
           reply->element[1]->type == REDIS_REPLY_ARRAY && reply->element[2]->type == REDIS_REPLY_ARRAY;
}

static void send_page(job_t *job, void *context);

static void take_page(job_t *job, void *into, const redis_reply_t *reply)
{
    conversations_t *page = into;
    if (!is_page(reply)) {
        job_foreign(job, FOREIGN_INDEX, reply, keys_conversations, job->staff_id);
        return;
    }
    if (page->read == 0) {
        page->total = reply->element[0]->integer;
        if (!read_customers(job, reply->element[1], page))
            return;
    }
    const redis_reply_t *found = reply->element[2];
    for (size_t i = 0; i < found->elements && page->read < page->count; i++, page->read++)
        if (!read_conversation(job, found->element[i], &page->list[page->read]))
            return;
    if (page->read < page->count)
        send_page(job, page);
}

/* ---- commands ---- */

/* The customers whose conversations are still to be read. */
static text_t write_rest(job_t *job, const conversations_t *page)
{
    buffer_t *ids = job_scratch(job);
    for (size_t i = page->read; i < page->count; i++) {
        buffer_append_int(ids, page->list[i].customer_id);
        buffer_append_char(ids, ' ');
    }
    return buffer_text(ids);
}

static void send_page(job_t *job, void *context)
{
    const conversations_t *page = context;
    command_t *command = job_command(job);
    command_add(command, keys_conversations, job->staff_id);
    command_add(command, keys_relations, job->staff_id);
    command_add(command, keys_all_messages, job->staff_id);
    command_end_keys(command);
    command_add_int(command, page->skip);
    command_add_int(command, page->skip + page->length - 1);
    command_add_int(command, PAGE_BYTES_MAX);
    command_add_text(command, write_rest(job, page));
    job_run(job, &chat_conversations_script, take_page, context);
}

void store_read_conversations(job_t *job, conversations_t *page)
{
    job_pass(job, send_page, page);
}
