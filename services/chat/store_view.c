/* SPDX-License-Identifier: Apache-2.0 */
/* What shows a conversation. Rows come by plain LRANGE, through Lua only where they may be too many bytes;
 * all commands of a round trip leave in one flush, the rows last: their reply is what `done` reads. */
#include "common/store/once.h"
#include "services/chat/scripts.h"
#include "services/chat/store_parts.h"

enum { RANGE_MAX = 200 };

typedef struct {
    actor_t actor;
    view_t view;
    view_fn *done;
    void *context;
    unsigned waiting; /* replies still to come */
    store_t *store;
    redis_pass_t pass; /* through the gate of the store, for those with rows */
    stretch_t stretch;
    range_t range;
} view_flight_t;

/* ---- replies ---- */

static bool is_good(const view_t *view)
{
    return view->outcome.redis == REDIS_OK && view->outcome.status == STATUS_DONE;
}

static void flight_step(view_flight_t *flight)
{
    if (--flight->waiting > 0)
        return;
    view_t *view = &flight->view;
    redis_gate_t *gate = flight->pass.go ? &flight->store->pages : NULL;
    if (is_good(view) && (view->read > view->total || view->read_by_customer > view->total))
        outcome_foreign(&view->outcome, FOREIGN_RELATION, &flight->actor, NULL);
    flight->done(flight->context, view); /* the flight may be gone after this */
    if (gate)
        redis_gate_leave(gate);
}

/* HMGET member, the actor's cursor with its count, the customer's. */
static bool read_cursors(view_t *view, const redis_reply_t *reply)
{
    int64_t seen;
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == 5 &&
           reply_cursor(reply->element[1], reply->element[2], &view->read, &seen) &&
           reply_cursor(reply->element[3], reply->element[4], &view->read_by_customer, &seen);
}

static void on_relation(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (!read_cursors(view, reply))
            outcome_foreign(&view->outcome, FOREIGN_RELATION, &flight->actor, reply);
        else if (reply->element[0]->type == REDIS_REPLY_NIL)
            view->outcome.status = STATUS_NO_RELATION;
    }
    flight_step(flight);
}

static void on_total(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type == REDIS_REPLY_INTEGER)
            view->total = reply->integer;
        else
            outcome_foreign(&view->outcome, FOREIGN_MESSAGES, &flight->actor, reply);
    }
    flight_step(flight);
}

/* "FROM TO" */
static bool read_range(text_t text, range_t *range)
{
    const char *space = text.size > 0 ? memchr(text.data, ' ', text.size) : NULL;
    if (!space)
        return false;
    size_t size = (size_t)(space - text.data);
    return text_to_int((text_t){text.data, size}, &range->from) &&
           text_to_int((text_t){space + 1, text.size - size - 1}, &range->to) && range->from >= 0 &&
           range->to >= range->from && range->to - range->from <= RANGE_MAX;
}

static void on_given(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status) && reply->type != REDIS_REPLY_NIL) {
        view->take = TAKE_GIVEN;
        if (reply->type != REDIS_REPLY_STRING || !read_range(redis_text(reply), &view->given))
            outcome_foreign(&view->outcome, FOREIGN_ONCE, &flight->actor, reply);
    }
    flight_step(flight);
}

/* An error is about a key of the script, anything else that is unexpected what `once` holds. */
static void take_foreign(view_flight_t *flight, const redis_reply_t *reply)
{
    bool error = reply->type == REDIS_REPLY_ERROR;
    outcome_foreign(&flight->view.outcome, error ? FOREIGN_SCRIPT : FOREIGN_ONCE, &flight->actor, reply);
}

static void on_taken(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type == REDIS_REPLY_INTEGER) {
            view->take = reply->integer == 1 ? TAKE_DONE : TAKE_MOVED;
            view->outcome.status = once_status(reply->integer);
        } else if (reply->type == REDIS_REPLY_STRING && read_range(redis_text(reply), &view->given))
            view->take = TAKE_GIVEN;
        else
            take_foreign(flight, reply);
    }
    flight_step(flight);
}

/* So many rows fit an answer whatever they hold. */
static size_t sure_rows(size_t row_cost)
{
    return PAGE_BYTES_MAX / (STORED_MESSAGE_MAX + row_cost);
}

/* Leaves out what does not fit an answer. */
static void fit_rows(view_t *view, const stretch_t *stretch)
{
    const bool from_last = stretch->from_last;
    const size_t count = view->count;
    size_t bytes = 0, kept = 0;
    while (kept < count) {
        bytes += (size_t)view->rows[from_last ? count - 1 - kept : kept]->len + stretch->row_cost;
        if (bytes > PAGE_BYTES_MAX && kept > 0)
            break;
        kept++;
    }
    if (from_last)
        view->rows += count - kept;
    view->count = kept;
    view->cut = kept < count;
}

static int64_t id_of(const redis_reply_t *row)
{
    stored_message_t message = {0};
    return row->type == REDIS_REPLY_STRING && stored_read_message(redis_text(row), &message) ? message.id : 0;
}

/* Which id the first row must have: known where the stretch counts from the beginning and nothing was left
 * out in front; else by the row itself. Counted from the end the last row must be about where the total says.
 */
static bool place_rows(view_flight_t *flight)
{
    view_t *view = &flight->view;
    const stretch_t *stretch = &flight->stretch;
    if (view->count == 0)
        return true;
    if (stretch->first >= 0 && !(view->cut && stretch->from_last)) {
        view->first_id = stretch->first + 1;
        return true;
    }
    view->first_id = id_of(view->rows[0]);
    const int64_t behind = view->first_id + (int64_t)view->count - (view->total + stretch->last + 2);
    return stretch->first >= 0 || (behind >= 0 && behind <= MEANWHILE_MAX);
}

static void take_rows(view_flight_t *flight, const redis_reply_t *rows)
{
    view_t *view = &flight->view;
    if (!is_good(view))
        return; /* what was asked with them was refused: they are of no use */
    view->rows = rows->element;
    view->count = rows->elements;
    if (view->count > sure_rows(flight->stretch.row_cost) && !view->cut)
        fit_rows(view, &flight->stretch);
    if (!place_rows(flight))
        outcome_foreign(&view->outcome, FOREIGN_MESSAGES, &flight->actor, NULL);
}

static void on_rows(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type == REDIS_REPLY_ARRAY)
            take_rows(flight, reply);
        else
            outcome_foreign(&view->outcome, FOREIGN_MESSAGES, &flight->actor, reply);
    }
    flight_step(flight);
}

/* Of chat_rows. */
static void on_measured_rows(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
            reply->element[1]->type == REDIS_REPLY_ARRAY) {
            view->cut = redis_int(reply->element[0]) != 0;
            take_rows(flight, reply->element[1]);
        } else
            outcome_foreign(&view->outcome, FOREIGN_MESSAGES, &flight->actor, reply);
    }
    flight_step(flight);
}

bool view_message(const view_t *view, size_t index, stored_message_t *message)
{
    const redis_reply_t *row = view->rows[index];
    outcome_t ignored;
    if (row->type == REDIS_REPLY_STRING && stored_read_message(redis_text(row), message) &&
        message->id == view->first_id + (int64_t)index && stored_message_is_sound(message))
        return true;
    outcome_foreign(&ignored, FOREIGN_MESSAGES, view->actor, row);
    return false;
}

/* ---- commands ---- */

static view_flight_t *flight_new(store_t *self, const actor_t *actor, view_fn *done, void *context)
{
    view_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (view_flight_t){.actor = *actor, .store = self, .done = done, .context = context, .waiting = 1};
    flight->view.actor = &flight->actor;
    return flight;
}

/* Counts a command that was sent, or refused because there is no connection. */
static void flight_sent(view_flight_t *flight, bool sent)
{
    if (sent)
        flight->waiting++;
    else
        outcome_take(&flight->view.outcome, REDIS_UNAVAILABLE);
}

static void send_relation(store_t *self, const actor_t *actor, view_flight_t *flight)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "HMGET");
    command_add_relation(self, &command, actor);
    redis_add_literal(&command, REL_MEMBER);
    redis_add(&command, actor_read_field(actor));
    redis_add(&command, actor_seen_field(actor));
    redis_add_literal(&command, REL_READ_CUSTOMER);
    redis_add_literal(&command, REL_SEEN_CUSTOMER);
    flight_sent(flight, redis_send(self->redis, &command, on_relation, flight));
}

static void send_total(store_t *self, const actor_t *actor, view_flight_t *flight)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "LLEN");
    command_add_messages(self, &command, actor);
    flight_sent(flight, redis_send(self->redis, &command, on_total, flight));
}

/* Durable: what it finds is answered as if this try had marked it. */
static void send_given(store_t *self, const actor_t *actor, view_flight_t *flight)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "GET");
    command_add_once(self, &command, actor);
    flight_sent(flight, redis_send_durable(self->redis, &command, on_given, flight));
}

static void send_plain_rows(view_flight_t *flight)
{
    store_t *self = flight->store;
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "LRANGE");
    command_add_messages(self, &command, &flight->actor);
    command_add_int(self, &command, flight->stretch.first);
    command_add_int(self, &command, flight->stretch.last);
    flight_sent(flight, redis_send(self->redis, &command, on_rows, flight));
}

static void send_measured_rows(view_flight_t *flight)
{
    store_t *self = flight->store;
    redis_command_t command;
    command_begin(self, &command);
    command_add_messages(self, &command, &flight->actor);
    command_add_int(self, &command, flight->stretch.first);
    command_add_int(self, &command, flight->stretch.last);
    command_add_int(self, &command, PAGE_BYTES_MAX);
    command_add_int(self, &command, (int64_t)flight->stretch.row_cost);
    command_add_int(self, &command, flight->stretch.from_last);
    flight_sent(flight, redis_run(self->redis, &chat_rows_script, 1, &command, on_measured_rows, flight));
}

static void send_take(view_flight_t *flight)
{
    store_t *self = flight->store;
    const actor_t *actor = &flight->actor;
    redis_command_t command;
    command_begin(self, &command);
    command_add_relation(self, &command, actor);
    command_add_messages(self, &command, actor);
    command_add_once(self, &command, actor);
    redis_add(&command, actor_read_field(actor));
    redis_add(&command, actor_seen_field(actor));
    command_add_int(self, &command, flight->range.from);
    command_add_int(self, &command, flight->range.to);
    command_add_int(self, &command, (int64_t)sure_rows(flight->range.row_cost));
    command_add_int(self, &command, PAGE_BYTES_MAX);
    command_add_int(self, &command, (int64_t)flight->range.row_cost);
    command_add_try(self, &command, actor);
    flight_sent(flight, redis_run(self->redis, &chat_take_script, 3, &command, on_taken, flight));
}

void store_look(store_t *self, const actor_t *actor, view_fn *done, void *context)
{
    view_flight_t *flight = flight_new(self, actor, done, context);
    send_relation(self, actor, flight);
    if (actor->tries > 0)
        send_given(self, actor, flight);
    send_total(self, actor, flight);
    flight_step(flight);
}

static void go_page(void *context)
{
    view_flight_t *flight = context;
    send_relation(flight->store, &flight->actor, flight);
    send_total(flight->store, &flight->actor, flight);
    if (flight->stretch.last - flight->stretch.first < PAGE_PLAIN_ROWS)
        send_plain_rows(flight);
    else
        send_measured_rows(flight);
    flight_step(flight);
}

void store_page(store_t *self, const actor_t *actor, stretch_t stretch, view_fn *done, void *context)
{
    view_flight_t *flight = flight_new(self, actor, done, context);
    flight->stretch = stretch;
    flight->pass = (redis_pass_t){.go = go_page, .context = flight};
    redis_gate_enter(&self->pages, &flight->pass);
}

static void go_take(void *context)
{
    view_flight_t *flight = context;
    const range_t *range = &flight->range;
    send_take(flight);
    if (range->to > range->from && range->to - range->from <= (int64_t)sure_rows(range->row_cost)) {
        flight->stretch = (stretch_t){
            .first = range->from, .last = range->to - 1, .row_cost = range->row_cost};
        send_plain_rows(flight);
    }
    flight_step(flight);
}

void store_take(store_t *self, const actor_t *actor, range_t range, view_fn *done, void *context)
{
    view_flight_t *flight = flight_new(self, actor, done, context);
    flight->range = range;
    flight->pass = (redis_pass_t){.go = go_take, .context = flight};
    redis_gate_enter(&self->pages, &flight->pass);
}
