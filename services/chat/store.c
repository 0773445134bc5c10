/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/store.h"

#include <assert.h>

#include "base/json/canonical.h"
#include "common/store/digest.h"
#include "common/store/once.h"
#include "proto/content.h"
#include "services/chat/scripts.h"
#include "services/chat/store_parts.h"

const redis_script_t *const chat_scripts[] = {&chat_send_script,
                                              &chat_take_script,
                                              &chat_give_back_script,
                                              &chat_mark_script,
                                              &chat_rows_script,
                                              &once_claim_script,
                                              NULL};

#define COUNT_MAX INT64_C(4294967295) /* ids are kept in four bytes */

/* ---- shared parts ---- */

void store_add_cursor(command_t *command, const job_t *job)
{
    const bool staff = job->caller.kind == PRINCIPAL_STAFF;
    command_add_text(command, staff ? TEXT_LITERAL(REL_READ_USER) : TEXT_LITERAL(REL_READ_CUSTOMER));
    command_add_text(command, staff ? TEXT_LITERAL(REL_SEEN_USER) : TEXT_LITERAL(REL_SEEN_CUSTOMER));
}

void store_send_total(job_t *job, job_take_fn *take, void *into)
{
    command_t *command = job_command(job);
    command_add_literal(command, "LLEN");
    command_add(command, keys_messages, job->staff_id, job->customer_id);
    job_send(job, take, into);
}

static command_t *begin_mark_keys(job_t *job)
{
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_messages, job->staff_id, job->customer_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    if (job->caller.kind == PRINCIPAL_STAFF)
        command_add(command, keys_cursors, job->staff_id);
    command_end_keys(command);
    return command;
}

command_t *store_begin_mark(job_t *job)
{
    command_t *command = begin_mark_keys(job);
    store_add_cursor(command, job);
    return command;
}

void store_mark_foreign(job_t *job, const redis_reply_t *why)
{
    begin_mark_keys(job);
    job_foreign_keys(job, FOREIGN_SCRIPT, why);
}

void store_relation_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_RELATION, why, keys_relation, job->staff_id, job->customer_id);
}

void store_messages_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_MESSAGES, why, keys_messages, job->staff_id, job->customer_id);
}

bool reply_number(const redis_reply_t *reply, int64_t *value)
{
    *value = 0;
    return reply->type == REDIS_REPLY_NIL ||
           (reply->type == REDIS_REPLY_STRING && stored_read_number(redis_text(reply), COUNT_MAX, value));
}

bool reply_cursor(const redis_reply_t *read_reply, const redis_reply_t *seen_reply, int64_t *read,
                  int64_t *seen)
{
    return (read_reply->type == REDIS_REPLY_NIL) == (seen_reply->type == REDIS_REPLY_NIL) &&
           reply_number(read_reply, read) && reply_number(seen_reply, seen) && *seen <= *read;
}

/* ---- sending ---- */

static command_t *begin_send(job_t *job, const sending_t *sending)
{
    const bool staff = job->caller.kind == PRINCIPAL_STAFF;
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_messages, job->staff_id, job->customer_id);
    command_add(command, keys_conversations, job->staff_id);
    command_add(command, keys_relation_index, job->staff_id, staff ? RELATIONS_FOLLOW : RELATIONS_ACTIVITY);
    command_add(command, keys_relation_index, job->staff_id,
                staff ? RELATIONS_FOLLOW_AGED : RELATIONS_ACTIVITY_AGED);
    command_add(command, keys_latest, job->staff_id);
    if (sending->key.size > 0)
        command_add(command, keys_once, job->staff_id, &job->caller, sending->key);
    command_end_keys(command);
    return command;
}

/* Whether the content has a member of that name at its top. */
static bool content_has(buffer_t *scratch, text_t stored, text_t name)
{
    if (!memmem(stored.data, stored.size, name.data, name.size))
        return false;
    buffer_clear(scratch);
    content_write_merged(scratch, stored, &name, 1);
    return scratch->size != stored.size + 1; /* the comma in front */
}

/* The message but for its place, which the script puts in front. The article is kept among the content. */
static text_t write_blob(job_t *job, const sending_t *sending)
{
    buffer_t *blob = &job->host->scratch;
    const stored_message_t message = {.time = sending->time,
                                      .call = job->call_id,
                                      .from_staff = job->caller.kind == PRINCIPAL_STAFF,
                                      .content = sending->content};
    bool article = sending->article_id > 0 &&
                   !content_has(blob, sending->content.stored, TEXT_LITERAL("article_id"));
    buffer_clear(blob);
    stored_write_message(blob, &message);
    if (article) {
        buffer_append_literal(blob, ",\"article_id\":");
        buffer_append_int(blob, sending->article_id);
    }
    return buffer_text(blob);
}

/* The content in such a blob. */
static text_t blob_content(text_t blob)
{
    enum { BEFORE = STORED_MESSAGE_HEAD - STORED_MESSAGE_PLACE };
    assert(blob.data && blob.size >= BEFORE);
    return (text_t){blob.data + BEFORE, blob.size - BEFORE};
}

/* Appends the digest of what must be the same for a repeated key to be a repetition: the peer and the content
 * with its article. */
static void write_digest(buffer_t *out, const job_t *job, text_t content)
{
    buffer_t repeated = {0};
    buffer_append_int(&repeated, job->customer_id);
    buffer_append_char(&repeated, ' ');
    buffer_append_text(&repeated, content);
    digest_write(out, buffer_text(&repeated));
    buffer_free(&repeated);
}

/* What was made before: id, time, whether by another call; of a key whose digest is another, also the digest
 * and the message. */
enum {
    MADE_ID,
    MADE_TIME,
    MADE_DUPLICATE,
    MADE_PARTS,
    MADE_DIGEST = MADE_PARTS,
    MADE_MESSAGE,
    MADE_OTHER_PARTS
};

static bool is_made(const redis_reply_t *reply, size_t parts)
{
    return reply_is_array(reply, parts) && reply->element[MADE_ID]->type == REDIS_REPLY_INTEGER &&
           reply->element[MADE_TIME]->type == REDIS_REPLY_INTEGER &&
           reply->element[MADE_DUPLICATE]->type == REDIS_REPLY_INTEGER &&
           reply->element[MADE_ID]->integer > 0 && reply->element[MADE_ID]->integer <= COUNT_MAX;
}

static made_t read_made(const redis_reply_t *reply)
{
    return (made_t){reply->element[MADE_ID]->integer, reply->element[MADE_TIME]->integer,
                    reply->element[MADE_DUPLICATE]->integer != 0};
}

/* Whether the key sent this row, of this conversation. */
static bool is_of_key(const job_t *job, const stored_message_t *message, text_t digest)
{
    buffer_t own = {0};
    write_digest(&own, job, message->content.stored);
    const bool equal = text_equal(buffer_text(&own), digest);
    buffer_free(&own);
    return equal;
}

static bool is_same_value(text_t members, text_t others)
{
    buffer_t one = {0}, other = {0};
    json_write_canonical(&one, members);
    json_write_canonical(&other, others);
    const bool same = text_equal(buffer_text(&one), buffer_text(&other));
    buffer_free(&one);
    buffer_free(&other);
    return same;
}

/* The bytes differ from those that the key sent: content is the same when it is the same JSON value (api.md
 * 2). */
static void take_other(job_t *job, sending_t *sending, const redis_reply_t *reply)
{
    stored_message_t first = {0};
    if (!stored_read_message(redis_text(reply->element[MADE_MESSAGE]), &first) ||
        !is_of_key(job, &first, redis_text(reply->element[MADE_DIGEST])))
        job_refuse(job, STATUS_KEY_REUSED); /* of another conversation, or no message */
    else if (!stored_message_is_sound(&first))
        store_messages_foreign(job, NULL);
    else if (is_same_value(first.content.stored, blob_content(write_blob(job, sending))))
        sending->made = read_made(reply);
    else
        job_refuse(job, STATUS_KEY_REUSED);
}

static void take_sent(job_t *job, void *into, const redis_reply_t *reply)
{
    sending_t *sending = into;
    made_t *made = &sending->made;
    if (is_made(reply, MADE_PARTS))
        *made = read_made(reply);
    else if (is_made(reply, MADE_OTHER_PARTS))
        take_other(job, sending, reply);
    else if (reply->type != REDIS_REPLY_INTEGER) {
        begin_send(job, sending);
        job_foreign_keys(job, FOREIGN_SCRIPT, reply);
    } else if (reply->integer > 0)
        *made = (made_t){reply->integer, sending->time, false};
    else if (reply->integer == SCRIPT_NO_RELATION)
        job_refuse(job, STATUS_NO_RELATION);
    else
        job_refuse(job, once_status(reply->integer));
}

static void send_message(job_t *job, void *context)
{
    const sending_t *sending = context;
    command_t *command = begin_send(job, sending);
    const text_t blob = write_blob(job, sending);
    command_add_text(command, blob);
    command_add_int(command, sending->time);
    command_add_int(command, job->customer_id);
    command_add_int(command, job->caller.kind == PRINCIPAL_STAFF);
    job_add_try(job, command);
    if (sending->key.size > 0)
        command_add(command, write_digest, job, blob_content(blob));
    job_run(job, &chat_send_script, take_sent, context);
}

void store_append(job_t *job, sending_t *sending)
{
    if (sending->key.size > 0 && job->caller.kind == PRINCIPAL_CUSTOMER)
        once_claim(job, sending->key, send_message, sending);
    else
        send_message(job, sending);
}

/* ---- marking ---- */

static void take_outcome(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type != REDIS_REPLY_INTEGER)
        store_mark_foreign(job, reply);
    else if (reply->integer == SCRIPT_NO_RELATION)
        job_refuse(job, STATUS_NO_RELATION);
    else if (reply->integer == SCRIPT_NO_SUCH_ID)
        job_refuse(job, STATUS_NO_SUCH_ID);
    else
        job_refuse(job, once_status(reply->integer));
}

/* An earlier try may have moved it without telling anybody. */
static void take_mark(job_t *job, void *into, const redis_reply_t *reply)
{
    bool *moved = into;
    *moved = !reply_is_number(reply, SCRIPT_NOT_MOVED) || job->retries > 0;
    take_outcome(job, NULL, reply);
}

static void send_mark(job_t *job, int64_t id, job_take_fn *take, void *into)
{
    command_t *command = store_begin_mark(job);
    command_add_int(command, id);
    job_add_try(job, command);
    job_run(job, &chat_mark_script, take, into);
}

void store_mark(job_t *job, int64_t id, bool *moved)
{
    send_mark(job, id, take_mark, moved);
}

void store_claim(job_t *job)
{
    send_mark(job, 0, take_outcome, NULL);
}

void store_give_back(job_t *job, range_t range)
{
    command_t *command = store_begin_mark(job);
    command_add_int(command, range.from);
    command_add_int(command, range.to);
    job_run(job, &chat_give_back_script, take_outcome, NULL);
}
