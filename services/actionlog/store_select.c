/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pages of the action log: the newest rows of all by plain commands, every other selection by scripts
 * (docs/decisions/0012). None keeps Redis for long: what takes more goes on in another run. */
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

enum { ROWS_AT_ONCE = 50 /* fits a redis_command_t */ };

typedef struct {
    store_t *store;
    selection_t selection;
    selected_t selected;
    stored_action_t *rows; /* of selected */
    size_t left;           /* how many of the first of them are still to come, the oldest first */
    text_t *ids;           /* of those, when they have to be asked for; in the arena */
    size_t waiting;        /* replies that are still to come */
    arena_t *arena;
    selected_fn *done;
    void *context;
} select_flight_t;

static void expect_rows(select_flight_t *flight, size_t count)
{
    flight->rows = arena_new(flight->arena, count * sizeof *flight->rows);
    flight->left = count;
    flight->selected.rows = flight->rows;
    flight->selected.count = count;
}

static bool is_selected(const selection_t *selection, const stored_action_t *row)
{
    return (selection->customer_id == 0 || selection->customer_id == row->customer_id) &&
           (selection->action == 0 || selection->action == row->action);
}

/* Takes rows that come oldest first. False when one is none of ours, or not of the selection: an import has
 * moved it. */
static bool read_rows(select_flight_t *flight, const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements > flight->left)
        return false;
    for (size_t i = 0; i < reply->elements; i++) {
        stored_action_t *row = &flight->rows[--flight->left];
        if (!stored_read_action(redis_text(reply->element[i]), row) || !stored_action_is_sound(row) ||
            !is_selected(&flight->selection, row))
            return false;
        row->remark = arena_copy(flight->arena, row->remark);
    }
    return true;
}

/* True when the reply is one to read. */
static bool take_status(select_flight_t *flight, redis_status_t status)
{
    outcome_t *outcome = &flight->selected.outcome;
    if (status != REDIS_OK && outcome->redis != REDIS_LOST)
        outcome->redis = status;
    return status == REDIS_OK;
}

static void end_part(select_flight_t *flight)
{
    if (--flight->waiting == 0)
        flight->done(flight->context, &flight->selected);
}

/* ---- the newest of all ---- */

static void take_total(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    if (take_status(flight, status)) {
        if (reply->type == REDIS_REPLY_INTEGER)
            flight->selected.total = reply->integer;
        else
            flight->selected.outcome.status = reply_unexpected(flight->selection.staff_id, reply);
    }
    end_part(flight);
}

static void take_newest(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    if (take_status(flight, status)) {
        expect_rows(flight, reply->type == REDIS_REPLY_ARRAY ? reply->elements : 0);
        if (!read_rows(flight, reply))
            flight->selected.outcome.status = reply_unexpected(flight->selection.staff_id, reply);
    }
    end_part(flight);
}

static void send_part(store_t *self, select_flight_t *flight, const redis_command_t *command,
                      redis_reply_fn *take)
{
    if (!redis_send(self->redis, command, take, flight))
        take(flight, REDIS_UNAVAILABLE, NULL);
}

/* Both are counted from the end, so that a row that comes in between changes the total by one and nothing
 * else. */
static void read_newest(store_t *self, const selection_t *selection, select_flight_t *flight)
{
    redis_command_t command;
    flight->waiting = 2;
    command_begin(self, &command);
    redis_add_literal(&command, "LLEN");
    keys_log(&self->words, selection->staff_id);
    redis_add(&command, buffer_text(&self->words));
    send_part(self, flight, &command, take_total);
    command_begin(self, &command);
    redis_add_literal(&command, "LRANGE");
    keys_log(&self->words, selection->staff_id);
    redis_add(&command, buffer_text(&self->words));
    command_add_int(self, &command, -selection->skip - selection->length);
    command_add_int(self, &command, -selection->skip - 1);
    send_part(self, flight, &command, take_newest);
}

/* ---- any other ---- */

static void run(select_flight_t *flight, const redis_script_t *script, size_t key_count,
                const redis_command_t *command, redis_reply_fn *take)
{
    if (!redis_run(flight->store->redis, script, key_count, command, take, flight)) {
        take_status(flight, REDIS_UNAVAILABLE);
        end_part(flight);
    }
}

static void take_selected(void *context, redis_status_t status, const redis_reply_t *reply);

static void add_time(store_t *self, redis_command_t *command, int64_t time)
{
    if (time != TIME_NONE)
        buffer_append_int(&self->words, time);
    command_add_words(self, command);
}

static void run_select(select_flight_t *flight)
{
    store_t *self = flight->store;
    const selection_t *selection = &flight->selection;
    redis_command_t command;
    flight->waiting = 1;
    command_begin(self, &command);
    command_add_lists(self, &command, selection->staff_id, selection->customer_id, selection->action);
    command_add_relation(self, &command, selection->staff_id, selection->customer_id);
    size_t key_count = command.count;
    command_add_int(self, &command, selection->customer_id);
    command_add_int(self, &command, selection->action);
    add_time(self, &command, selection->from);
    add_time(self, &command, selection->to);
    command_add_int(self, &command, selection->skip);
    command_add_int(self, &command, selection->length);
    run(flight, &select_script, key_count, &command, take_selected);
}

static void take_indexed(void *context, redis_status_t status, const redis_reply_t *reply);

/* Rows from before there was an index: it is made by small steps, and is there the next time. */
static void run_index(select_flight_t *flight)
{
    store_t *self = flight->store;
    const selection_t *selection = &flight->selection;
    redis_command_t command;
    command_begin(self, &command);
    command_add_log(self, &command, selection->staff_id);
    command_add_log_of_customer(self, &command, selection->staff_id, selection->customer_id);
    command_add_int(self, &command, selection->customer_id);
    run(flight, &index_script, 2, &command, take_indexed);
}

static void take_indexed(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    if (take_status(flight, status)) {
        if (reply->type == REDIS_REPLY_INTEGER) {
            if (reply->integer > 0)
                run_index(flight);
            else
                run_select(flight);
            return;
        }
        flight->selected.outcome.status = reply_unexpected(flight->selection.staff_id, reply);
    }
    end_part(flight);
}

static void take_rows(void *context, redis_status_t status, const redis_reply_t *reply);

static void run_rows(select_flight_t *flight)
{
    store_t *self = flight->store;
    const size_t asked = flight->left < ROWS_AT_ONCE ? flight->left : ROWS_AT_ONCE;
    const text_t *first = &flight->ids[flight->selected.count - flight->left];
    redis_command_t command;
    command_begin(self, &command);
    command_add_log(self, &command, flight->selection.staff_id);
    for (size_t i = 0; i < asked; i++)
        redis_add(&command, first[i]);
    run(flight, &rows_script, 1, &command, take_rows);
}

static void take_rows(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    const size_t left = flight->left;
    if (take_status(flight, status)) {
        if (!read_rows(flight, reply) || flight->left == left)
            flight->selected.outcome.status = reply_unexpected(flight->selection.staff_id, reply);
        else if (flight->left > 0) {
            run_rows(flight);
            return;
        }
    }
    end_part(flight);
}

/* {total, rows, ids of the rest}. */
static bool read_page(select_flight_t *flight, const redis_reply_t *reply)
{
    if (!reply_is_array(reply, 3) || reply->element[1]->type != REDIS_REPLY_ARRAY ||
        reply->element[2]->type != REDIS_REPLY_ARRAY)
        return false;
    const redis_reply_t *rows = reply->element[1], *ids = reply->element[2];
    flight->selected.total = redis_int(reply->element[0]);
    expect_rows(flight, rows->elements + ids->elements);
    flight->ids = arena_new(flight->arena, flight->left * sizeof *flight->ids);
    for (size_t i = 0; i < ids->elements; i++)
        flight->ids[rows->elements + i] = arena_copy(flight->arena, redis_text(ids->element[i]));
    return read_rows(flight, rows);
}

static void take_selected(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    outcome_t *outcome = &flight->selected.outcome;
    if (take_status(flight, status)) {
        if (reply_is_number(reply, SCRIPT_NOT_INDEXED)) {
            run_index(flight);
            return;
        }
        if (reply_is_number(reply, SCRIPT_NO_RELATION))
            outcome->status = STATUS_NO_RELATION;
        else if (!read_page(flight, reply))
            outcome->status = reply_unexpected(flight->selection.staff_id, reply);
        else if (flight->left > 0) {
            run_rows(flight);
            return;
        }
    }
    end_part(flight);
}

void store_select(store_t *self, const selection_t *selection, arena_t *arena, selected_fn *done,
                  void *context)
{
    select_flight_t *flight = arena_new(arena, sizeof *flight);
    *flight = (select_flight_t){
        .store = self, .selection = *selection, .arena = arena, .done = done, .context = context};
    bool all = selection->customer_id == 0 && selection->action == 0 && selection->from == TIME_NONE &&
               selection->to == TIME_NONE;
    if (all)
        read_newest(self, selection, flight);
    else
        run_select(flight);
}
