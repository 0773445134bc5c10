/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pages of the action log: the newest rows of all by plain commands, every other selection by one
 * script (docs/decisions/0012). */
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

typedef struct {
    int64_t staff_id;
    selected_t selected;
    size_t waiting; /* replies that are still to come */
    arena_t *arena;
    selected_fn *done;
    void *context;
} select_flight_t;

typedef enum { OLDEST_FIRST, NEWEST_FIRST } row_order_t;

/* False when a row is none of ours. */
static bool read_rows(select_flight_t *flight, const redis_reply_t *reply, row_order_t order)
{
    const size_t count = reply->elements;
    stored_action_t *rows = arena_new(flight->arena, count * sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        size_t from = order == NEWEST_FIRST ? i : count - 1 - i;
        if (!stored_read_action(redis_text(reply->element[from]), &rows[i]) ||
            !stored_action_is_sound(&rows[i]))
            return false;
        rows[i].remark = arena_copy(flight->arena, rows[i].remark);
    }
    flight->selected.rows = rows;
    flight->selected.count = count;
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
            flight->selected.outcome.status = reply_unexpected(flight->staff_id, reply);
    }
    end_part(flight);
}

static void take_newest(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    if (take_status(flight, status) &&
        (reply->type != REDIS_REPLY_ARRAY || !read_rows(flight, reply, OLDEST_FIRST)))
        flight->selected.outcome.status = reply_unexpected(flight->staff_id, reply);
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

static void take_selected(void *context, redis_status_t status, const redis_reply_t *reply)
{
    select_flight_t *flight = context;
    selected_t *selected = &flight->selected;
    if (take_status(flight, status)) {
        if (reply_is_number(reply, SCRIPT_NO_RELATION))
            selected->outcome.status = STATUS_NO_RELATION;
        else if (reply_is_array(reply, 2) && reply->element[1]->type == REDIS_REPLY_ARRAY &&
                 read_rows(flight, reply->element[1], NEWEST_FIRST))
            selected->total = redis_int(reply->element[0]);
        else
            selected->outcome.status = reply_unexpected(flight->staff_id, reply);
    }
    end_part(flight);
}

static void add_time(store_t *self, redis_command_t *command, int64_t time)
{
    if (time != TIME_NONE)
        buffer_append_int(&self->words, time);
    command_add_words(self, command);
}

static void run_script(store_t *self, const selection_t *selection, select_flight_t *flight)
{
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
    if (!redis_run(self->redis, &select_script, key_count, &command, take_selected, flight))
        take_selected(flight, REDIS_UNAVAILABLE, NULL);
}

void store_select(store_t *self, const selection_t *selection, arena_t *arena, selected_fn *done,
                  void *context)
{
    select_flight_t *flight = arena_new(arena, sizeof *flight);
    *flight = (select_flight_t){
        .staff_id = selection->staff_id, .arena = arena, .done = done, .context = context};
    bool all = selection->customer_id == 0 && selection->action == 0 && selection->from == TIME_NONE &&
               selection->to == TIME_NONE;
    if (all)
        read_newest(self, selection, flight);
    else
        run_script(self, selection, flight);
}
