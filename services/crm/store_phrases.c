/* SPDX-License-Identifier: Apache-2.0 */
/* The stock phrases of a staff user: read whole, for there are PHRASES_MAX at most. */
#include <stdlib.h>

#include "common/store/once.h"
#include "services/crm/phrase_results.h"
#include "services/crm/store_parts.h"

enum { TEXT_BYTES_MAX = 2000 * 4 /* 2,000 characters */ };

extern const char lua_crm_phrase_add[], lua_crm_phrase_delete[];
const redis_script_t store_phrase_add = {.name = "crm_phrase_add", .body = lua_crm_phrase_add};
const redis_script_t store_phrase_delete = {.name = "crm_phrase_delete", .body = lua_crm_phrase_delete};

/* ---- reading ---- */

static void phrases_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_PHRASES, why, keys_phrases, job->staff_id);
}

static bool is_no_phrase(text_t field)
{
    return text_equal(field, TEXT_LITERAL(PHRASES_LAST)) || text_equal(field, TEXT_LITERAL(PHRASES_EDITED));
}

static bool read_phrase(job_t *job, text_t field, text_t text, phrases_t *phrases)
{
    if (is_no_phrase(field) || phrases->count == PHRASES_MAX)
        return true;
    phrase_t *phrase = &phrases->list[phrases->count++];
    phrase->text = arena_copy(job->arena, text);
    return stored_read_number(field, ID_MAX, &phrase->id) && phrase->id > 0 && text.size <= TEXT_BYTES_MAX &&
           text_is_utf8(text);
}

static int by_id(const void *one, const void *other)
{
    const int64_t a = ((const phrase_t *)one)->id, b = ((const phrase_t *)other)->id;
    return (a > b) - (a < b);
}

/* A cursor, and the fields, each with its value behind it. */
static void take_phrases(job_t *job, void *into, const redis_reply_t *reply)
{
    phrases_t *phrases = into;
    bool good = reply_is_array(reply, 2) && reply->element[1]->type == REDIS_REPLY_ARRAY;
    const redis_reply_t *entries = good ? reply->element[1] : NULL;
    for (size_t i = 0; good && i + 1 < entries->elements; i += 2)
        good = read_phrase(job, redis_text(entries->element[i]), redis_text(entries->element[i + 1]),
                           phrases);
    if (!good)
        phrases_foreign(job, reply);
    qsort(phrases->list, phrases->count, sizeof *phrases->list, by_id);
}

/* One step of a scan gives all of so many fields, and not many more of however many there are. */
void store_read_phrases(job_t *job, phrases_t *phrases)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HSCAN");
    command_add(command, keys_phrases, job->staff_id);
    command_add_literal(command, "0");
    command_add_literal(command, "COUNT");
    command_add_int(command, PHRASES_MAX + PHRASES_FIELDS);
    job_send(job, take_phrases, phrases);
}

/* ---- writing ---- */

static command_t *begin_phrases(job_t *job)
{
    command_t *command = job_command(job);
    command_add(command, keys_phrases, job->staff_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    command_end_keys(command);
    return command;
}

static void writing_foreign(job_t *job, const redis_reply_t *why)
{
    begin_phrases(job);
    job_foreign_keys(job, FOREIGN_SCRIPT, why);
}

static void take_added(job_t *job, void *into, const redis_reply_t *reply)
{
    phrase_outcome_t *outcome = into;
    if (reply_is_number(reply, PHRASE_THERE))
        job_refuse(job, STATUS_PHRASE_EXISTS);
    else if (reply_is_number(reply, PHRASES_FULL))
        *outcome = PHRASE_ONE_TOO_MANY;
    else if (!store_read_outcome(job, reply))
        writing_foreign(job, reply);
}

void store_add_phrase(job_t *job, text_t text, phrase_outcome_t *outcome)
{
    *outcome = PHRASE_ADDED;
    command_t *command = begin_phrases(job);
    job_add_try(job, command);
    command_add_text(command, text);
    job_run(job, &store_phrase_add, take_added, outcome);
}

static void take_deleted(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply_is_number(reply, PHRASE_MISSING))
        job_refuse(job, STATUS_NO_SUCH_PHRASE);
    else if (!store_read_outcome(job, reply))
        writing_foreign(job, reply);
}

void store_delete_phrase(job_t *job, int64_t id)
{
    command_t *command = begin_phrases(job);
    job_add_try(job, command);
    command_add_int(command, id);
    job_run(job, &store_phrase_delete, take_deleted, NULL);
}
