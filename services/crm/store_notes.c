/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the notes about a customer. */
#include "services/crm/store_parts.h"

static void notes_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_NOTES, why, keys_notes, job->staff_id, job->customer_id);
}

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    notes_page_t *page = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        page->total = reply->integer;
    else
        notes_foreign(job, reply);
}

/* Into a copy: the reply does not last. */
static bool read_note(job_t *job, const redis_reply_t *reply, stored_note_t *note)
{
    return reply->type == REDIS_REPLY_STRING &&
           stored_read_note(arena_copy(job->arena, redis_text(reply)), note) && stored_note_is_sound(note);
}

static void take_notes(job_t *job, void *into, const redis_reply_t *reply)
{
    notes_page_t *page = into;
    bool good = reply->type == REDIS_REPLY_ARRAY;
    page->count = good ? reply->elements : 0;
    page->notes = arena_new(job->arena, (page->count + 1) * sizeof *page->notes);
    for (size_t i = 0; good && i < page->count; i++)
        good = read_note(job, reply->element[page->count - 1 - i], &page->notes[i]);
    if (!good)
        notes_foreign(job, reply);
}

void store_read_notes(job_t *job, notes_page_t *page)
{
    command_t *command = job_command(job);
    command_add_literal(command, "LLEN");
    command_add(command, keys_notes, job->staff_id, job->customer_id);
    job_send(job, take_total, page);
    command = job_command(job);
    command_add_literal(command, "LRANGE");
    command_add(command, keys_notes, job->staff_id, job->customer_id);
    command_add_int(command, -(page->skip + page->length));
    command_add_int(command, -(page->skip + 1));
    job_send(job, take_notes, page);
}
