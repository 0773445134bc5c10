/* SPDX-License-Identifier: Apache-2.0 */
/* What shows a conversation. Rows come by plain LRANGE, never through Lua; all commands of a round trip leave
 * in one flush, the rows last: their reply is what `done` reads. */
#include "common/takeover.h"
#include "services/chat/scripts.h"
#include "services/chat/store_parts.h"

typedef struct {
    view_t view;
    view_fn *done;
    void *context;
    unsigned waiting; /* replies still to come */
} view_flight_t;

/* ---- replies ---- */

static void flight_step(view_flight_t *flight)
{
    if (--flight->waiting == 0)
        flight->done(flight->context, &flight->view);
}

/* HMGET member, the actor's cursor, the customer's cursor. */
static void on_relation(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 ||
            !reply_number(reply->element[1], &view->read) ||
            !reply_number(reply->element[2], &view->read_by_customer))
            outcome_foreign(&view->outcome, "relation", reply);
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
            outcome_foreign(&view->outcome, "messages", reply);
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
           text_to_int((text_t){space + 1, text.size - size - 1}, &range->to);
}

static void on_given(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status) && reply->type != REDIS_REPLY_NIL) {
        view->take = TAKE_GIVEN;
        if (!read_range(redis_text(reply), &view->given))
            outcome_foreign(&view->outcome, "once", reply);
    }
    flight_step(flight);
}

static void on_taken(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type == REDIS_REPLY_INTEGER) {
            view->take = reply->integer == 1 ? TAKE_DONE : TAKE_MOVED;
            view->outcome.status = takeover_status(reply->integer);
        } else if (reply->type == REDIS_REPLY_STRING && read_range(redis_text(reply), &view->given))
            view->take = TAKE_GIVEN;
        else
            outcome_foreign(&view->outcome, chat_take_script.name, reply);
    }
    flight_step(flight);
}

static void on_rows(void *context, redis_status_t status, const redis_reply_t *reply)
{
    view_flight_t *flight = context;
    view_t *view = &flight->view;
    if (outcome_take(&view->outcome, status)) {
        if (reply->type == REDIS_REPLY_ARRAY) {
            view->rows = reply;
            view->count = reply->elements;
        } else
            outcome_foreign(&view->outcome, "messages", reply);
    }
    flight_step(flight);
}

bool view_message(const view_t *view, size_t index, stored_message_t *message)
{
    const redis_reply_t *row = view->rows->element[index];
    outcome_t ignored;
    if (row->type == REDIS_REPLY_STRING && stored_read_message(redis_text(row), message))
        return true;
    outcome_foreign(&ignored, "message", row);
    return false;
}

/* ---- commands ---- */

static view_flight_t *flight_new(const actor_t *actor, view_fn *done, void *context)
{
    view_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (view_flight_t){.done = done, .context = context, .waiting = 1};
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
    redis_add_literal(&command, REL_READ_CUSTOMER);
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

static void send_rows(store_t *self, const actor_t *actor, view_flight_t *flight, int64_t first, int64_t last)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "LRANGE");
    command_add_messages(self, &command, actor);
    command_add_int(self, &command, first);
    command_add_int(self, &command, last);
    flight_sent(flight, redis_send(self->redis, &command, on_rows, flight));
}

static void send_take(store_t *self, const actor_t *actor, view_flight_t *flight, range_t range)
{
    redis_command_t command;
    command_begin(self, &command);
    command_add_relation(self, &command, actor);
    command_add_messages(self, &command, actor);
    command_add_once(self, &command, actor);
    redis_add(&command, actor_read_field(actor));
    redis_add(&command, actor_seen_field(actor));
    command_add_int(self, &command, range.from);
    command_add_int(self, &command, range.to);
    command_add_try(self, &command, actor);
    flight_sent(flight, redis_run(self->redis, &chat_take_script, 3, &command, on_taken, flight));
}

void store_look(store_t *self, const actor_t *actor, view_fn *done, void *context)
{
    view_flight_t *flight = flight_new(actor, done, context);
    send_relation(self, actor, flight);
    if (actor->tries > 0)
        send_given(self, actor, flight);
    send_total(self, actor, flight);
    flight_step(flight);
}

void store_page(store_t *self, const actor_t *actor, int64_t first, int64_t last, view_fn *done,
                void *context)
{
    view_flight_t *flight = flight_new(actor, done, context);
    send_relation(self, actor, flight);
    send_total(self, actor, flight);
    send_rows(self, actor, flight, first, last);
    flight_step(flight);
}

void store_take(store_t *self, const actor_t *actor, range_t range, view_fn *done, void *context)
{
    view_flight_t *flight = flight_new(actor, done, context);
    send_take(self, actor, flight, range);
    if (range.to > range.from)
        send_rows(self, actor, flight, range.from, range.to - 1);
    flight_step(flight);
}
