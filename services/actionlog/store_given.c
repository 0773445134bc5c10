/* SPDX-License-Identifier: Apache-2.0 */
/* What get_new_log gives. The script marks what it returns; when a row is corrupt the mark is taken back. */
#include "common/store/once.h"
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

static void given_foreign(job_t *job, const redis_reply_t *why)
{
    command_t *command = job_command(job);
    command_add(command, keys_log_given, job->staff_id);
    command_add(command, keys_log, job->staff_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    job_foreign_keys(job, FOREIGN_SCRIPT, why);
}

static void take_given_back(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type == REDIS_REPLY_ERROR)
        given_foreign(job, reply);
}

static void give_back(job_t *job, int64_t from, int64_t to)
{
    command_t *command = job_command(job);
    command_add(command, keys_log_given, job->staff_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    command_end_keys(command);
    command_add_int(command, from);
    command_add_int(command, to);
    job_run(job, &give_back_script, take_given_back, NULL);
}

/* {rows before them, rows} */
static bool read_given(job_t *job, given_t *given, const redis_reply_t *reply)
{
    const redis_reply_t *rows = reply->element[1];
    given->from = redis_int(reply->element[0]);
    given->rows = arena_new(job->arena, rows->elements * sizeof *given->rows);
    while (given->count < rows->elements &&
           store_take_row(job, rows->element[given->count], &given->rows[given->count]))
        given->count++;
    return given->count == rows->elements;
}

static void take_given(job_t *job, void *into, const redis_reply_t *reply)
{
    given_t *given = into;
    if (reply->type == REDIS_REPLY_INTEGER && once_status(reply->integer) != STATUS_DONE)
        job_refuse(job, once_status(reply->integer));
    else if (!reply_is_array(reply, 2) || reply->element[1]->type != REDIS_REPLY_ARRAY)
        given_foreign(job, reply);
    else if (!read_given(job, given, reply)) {
        store_log_foreign(job, NULL);
        give_back(job, given->from, given->from + (int64_t)reply->element[1]->elements);
    }
}

void store_take_new(job_t *job, given_t *given)
{
    command_t *command = job_command(job);
    command_add(command, keys_log_given, job->staff_id);
    command_add(command, keys_log, job->staff_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    command_end_keys(command);
    command_add_int(command, GIVEN_AT_ONCE);
    job_add_try(job, command);
    job_run(job, &take_script, take_given, given);
}
