/* SPDX-License-Identifier: Apache-2.0 */
/* The writes: one script each, on the one slot of a staff user or, for tags, of a customer. */
#include <assert.h>

#include "common/store/once.h"
#include "common/store/stored.h"
#include "services/crm/store_parts.h"

/* Scripts return these, 1 for done, or a number of common/store/once.h. */
enum { WRITE_REFUSED = 0, WRITE_IN_CIRCLE = 2, WRITE_TOO_HIGH = 3 };

extern const char lua_crm_fields[], lua_crm_followed[], lua_crm_tags[];
const redis_script_t store_fields = {.name = "crm_fields", .body = lua_crm_fields};
const redis_script_t store_followed = {.name = "crm_followed", .body = lua_crm_followed};
const redis_script_t store_tags = {.name = "crm_tags", .body = lua_crm_tags};

bool store_take_outcome(job_t *job, const redis_reply_t *reply, status_t refusal)
{
    if (reply->type != REDIS_REPLY_INTEGER)
        return false;
    job_refuse(job, reply->integer == WRITE_REFUSED ? refusal : once_status(reply->integer));
    return true;
}

bool store_read_outcome(job_t *job, const redis_reply_t *reply)
{
    return store_take_outcome(job, reply, STATUS_NO_RELATION);
}

/* ---- fields ---- */

static command_t *begin_fields(job_t *job, const fields_t *fields)
{
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    command_add(command, keys_summaries, job->staff_id);
    if (fields->superior != 0)
        command_add(command, keys_relation, job->staff_id, fields->superior);
    command_end_keys(command);
    return command;
}

static void take_fields(job_t *job, void *into, const redis_reply_t *reply)
{
    fields_t *fields = into;
    if (reply_is_number(reply, WRITE_IN_CIRCLE))
        fields->refused = SUPERIOR_IN_CIRCLE;
    else if (reply_is_number(reply, WRITE_TOO_HIGH))
        fields->refused = SUPERIOR_TOO_HIGH;
    if (store_read_outcome(job, reply))
        return;
    begin_fields(job, fields);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_set_fields(job_t *job, fields_t *fields)
{
    assert(fields->count <= ASSIGNMENTS_MAX);
    command_t *command = begin_fields(job, fields);
    job_add_try(job, command);
    for (size_t i = 0; i < fields->count; i++) {
        command_add_text(command, fields->list[i].name);
        command_add_text(command, fields->list[i].value);
    }
    job_run(job, &store_fields, take_fields, fields);
}

/* ---- follow-ups ---- */

static command_t *begin_followed(job_t *job, const follow_up_t *follow_up)
{
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_FOLLOW);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_FOLLOW_AGED);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_EXPECTED_PR);
    command_add(command, keys_notes, job->staff_id, job->customer_id);
    if (follow_up->in_summary)
        command_add(command, keys_summaries, job->staff_id);
    command_end_keys(command);
    return command;
}

static void take_followed(job_t *job, void *into, const redis_reply_t *reply)
{
    if (store_read_outcome(job, reply))
        return;
    begin_followed(job, into);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

/* The bytes of the note that tells of it, in the job's arena: a command's words have no room for the longest.
 */
static text_t note_row(job_t *job, const follow_up_t *follow_up)
{
    buffer_t *row = job_scratch(job);
    stored_write_note(row, &(stored_note_t){follow_up->time, job->call_id, follow_up->note});
    return arena_copy(job->arena, buffer_text(row));
}

void store_follow_up(job_t *job, follow_up_t *follow_up)
{
    const text_t row = note_row(job, follow_up);
    command_t *command = begin_followed(job, follow_up);
    command_add_int(command, follow_up->time);
    command_add_text(command, row);
    job_add_try(job, command);
    if (follow_up->field.name.size > 0) {
        command_add_text(command, follow_up->field.name);
        command_add_text(command, follow_up->field.value);
    }
    job_run(job, &store_followed, take_followed, follow_up);
}

/* ---- tags ---- */

static command_t *begin_tags(job_t *job)
{
    command_t *command = job_command(job);
    command_add(command, keys_tagged, job->customer_id);
    command_add(command, keys_once_tagged, job->customer_id, job->call_id);
    command_end_keys(command);
    return command;
}

static void take_tags(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (store_read_outcome(job, reply))
        return;
    begin_tags(job);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_set_tags(job_t *job, int64_t company_id, text_t tags)
{
    command_t *command = begin_tags(job);
    command_add_int(command, company_id);
    command_add_text(command, tags);
    job_add_try(job, command);
    job_run(job, &store_tags, take_tags, NULL);
}
