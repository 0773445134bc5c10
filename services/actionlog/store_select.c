/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pages of the action log: the newest rows of all by plain commands, every other selection by scripts
 * (docs/decisions/0012). None keeps Redis for long: what takes more goes on in another run. */
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

enum { ROWS_AT_ONCE = 50 /* fits a redis_command_t */ };

static void expect_rows(job_t *job, selection_t *selection, size_t count)
{
    selection->rows = arena_new(job->arena, count * sizeof *selection->rows);
    selection->count = selection->left = count;
}

static bool is_selected(const job_t *job, const selection_t *selection, const stored_action_t *row)
{
    return (job->customer_id == 0 || job->customer_id == row->customer_id) &&
           (selection->action == 0 || selection->action == row->action);
}

/* Takes rows that come oldest first. False when one is corrupt, or not of the selection: an import has
 * moved it. */
static bool read_rows(job_t *job, selection_t *selection, const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements > selection->left)
        return false;
    for (size_t i = 0; i < reply->elements; i++) {
        stored_action_t *row = &selection->rows[--selection->left];
        if (!store_take_row(job, reply->element[i], row) || !is_selected(job, selection, row))
            return false;
    }
    return true;
}

/* ---- the newest of all ---- */

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    selection_t *selection = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        selection->total = reply->integer;
    else
        store_log_foreign(job, reply);
}

static void take_newest(job_t *job, void *into, const redis_reply_t *reply)
{
    expect_rows(job, into, reply->type == REDIS_REPLY_ARRAY ? reply->elements : 0);
    if (!read_rows(job, into, reply))
        store_log_foreign(job, reply);
}

/* Both are counted from the end, so that a row that comes in between changes the total by one and nothing
 * else. */
static void send_newest(job_t *job, selection_t *selection)
{
    command_t *command = job_command(job);
    command_add_literal(command, "LLEN");
    command_add(command, keys_log, job->staff_id);
    job_send(job, take_total, selection);
    command_begin(command);
    command_add_literal(command, "LRANGE");
    command_add(command, keys_log, job->staff_id);
    command_add_int(command, -selection->skip - selection->length);
    command_add_int(command, -selection->skip - 1);
    job_send(job, take_newest, selection);
}

/* ---- any other ---- */

static void add_time(command_t *command, int64_t time)
{
    if (time == TIME_NONE)
        command_add_literal(command, "");
    else
        command_add_int(command, time);
}

static void take_selected(job_t *job, void *into, const redis_reply_t *reply);

static void send_select(job_t *job, selection_t *selection)
{
    command_t *command = job_command(job);
    store_add_lists(command, job, selection->action);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_end_keys(command);
    command_add_int(command, job->customer_id);
    command_add_int(command, selection->action);
    add_time(command, selection->from);
    add_time(command, selection->to);
    command_add_int(command, selection->skip);
    command_add_int(command, selection->length);
    job_run(job, &select_script, take_selected, selection);
}

static void take_indexed(job_t *job, void *into, const redis_reply_t *reply);

/* Rows from before there was an index: it is made by small steps, and is there the next time. */
static void send_index(job_t *job, selection_t *selection)
{
    command_t *command = job_command(job);
    command_add(command, keys_log, job->staff_id);
    command_add(command, keys_log_of_customer, job->staff_id, job->customer_id);
    command_end_keys(command);
    command_add_int(command, job->customer_id);
    job_run(job, &index_script, take_indexed, selection);
}

static void take_indexed(job_t *job, void *into, const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_INTEGER)
        store_log_foreign(job, reply);
    else if (reply->integer > 0)
        send_index(job, into);
    else
        send_select(job, into);
}

static void take_rows(job_t *job, void *into, const redis_reply_t *reply);

static void send_rows(job_t *job, selection_t *selection)
{
    const size_t asked = selection->left < ROWS_AT_ONCE ? selection->left : ROWS_AT_ONCE;
    const text_t *first = &selection->ids[selection->count - selection->left];
    command_t *command = job_command(job);
    command_add(command, keys_log, job->staff_id);
    command_end_keys(command);
    for (size_t i = 0; i < asked; i++)
        command_add_text(command, first[i]);
    job_run(job, &rows_script, take_rows, selection);
}

static void take_rows(job_t *job, void *into, const redis_reply_t *reply)
{
    selection_t *selection = into;
    const size_t left = selection->left;
    if (!read_rows(job, selection, reply) || selection->left == left)
        store_log_foreign(job, reply);
    else if (selection->left > 0)
        send_rows(job, selection);
}

/* {total, rows, ids of the rest}. */
static bool read_page(job_t *job, selection_t *selection, const redis_reply_t *reply)
{
    if (!reply_is_array(reply, 3) || reply->element[1]->type != REDIS_REPLY_ARRAY ||
        reply->element[2]->type != REDIS_REPLY_ARRAY)
        return false;
    const redis_reply_t *rows = reply->element[1], *ids = reply->element[2];
    selection->total = redis_int(reply->element[0]);
    expect_rows(job, selection, rows->elements + ids->elements);
    selection->ids = arena_new(job->arena, selection->left * sizeof *selection->ids);
    for (size_t i = 0; i < ids->elements; i++)
        selection->ids[rows->elements + i] = arena_copy(job->arena, redis_text(ids->element[i]));
    return read_rows(job, selection, rows);
}

static void take_selected(job_t *job, void *into, const redis_reply_t *reply)
{
    selection_t *selection = into;
    if (reply_is_number(reply, SCRIPT_NOT_INDEXED))
        send_index(job, selection);
    else if (reply_is_number(reply, SCRIPT_NO_RELATION))
        job_refuse(job, STATUS_NO_RELATION);
    else if (!read_page(job, selection, reply))
        store_log_foreign(job, reply);
    else if (selection->left > 0)
        send_rows(job, selection);
}

void store_read_page(job_t *job, selection_t *selection)
{
    bool all = job->customer_id == 0 && selection->action == 0 && selection->from == TIME_NONE &&
               selection->to == TIME_NONE;
    if (all)
        send_newest(job, selection);
    else
        send_select(job, selection);
}
