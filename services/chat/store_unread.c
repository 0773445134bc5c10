/* SPDX-License-Identifier: Apache-2.0 */
/* Unread counts are derived from cursors and per-direction counts, never counted up and down. */
#include "services/chat/store_parts.h"

typedef struct {
    actor_t actor;
    outcome_t outcome;
    int64_t sent, read, seen; /* the relation's fields of these names, of the actor's side */
    int64_t total;            /* messages, counted before the newest was read */
    unread_fn *done;
    void *context;
} unread_flight_t;

/* member, sent, read, seen */
static bool read_numbers(unread_flight_t *flight, const redis_reply_t *reply)
{
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == 4 &&
           reply_number(reply->element[1], &flight->sent) &&
           reply_cursor(reply->element[2], reply->element[3], &flight->read, &flight->seen) &&
           flight->seen <= flight->sent;
}

static void take_relation(unread_flight_t *flight, redis_status_t status, const redis_reply_t *reply)
{
    if (!outcome_take(&flight->outcome, status))
        return;
    if (!read_numbers(flight, reply))
        outcome_foreign(&flight->outcome, FOREIGN_RELATION, &flight->actor, reply);
    else if (reply->element[0]->type == REDIS_REPLY_NIL)
        flight->outcome.status = STATUS_NO_RELATION;
}

static void finish(unread_flight_t *flight, int64_t count)
{
    flight->done(flight->context, flight->outcome, count > 0 ? count : 0);
}

static void on_customer(void *context, redis_status_t status, const redis_reply_t *reply)
{
    unread_flight_t *flight = context;
    take_relation(flight, status, reply);
    finish(flight, flight->sent - flight->seen);
}

static void on_staff(void *context, redis_status_t status, const redis_reply_t *reply)
{
    take_relation(context, status, reply);
}

static bool read_newest(const redis_reply_t *reply, stored_message_t *newest)
{
    return reply->type == REDIS_REPLY_NIL ||
           (reply->type == REDIS_REPLY_STRING && stored_read_message(redis_text(reply), newest) &&
            stored_message_is_sound(newest));
}

static void on_total(void *context, redis_status_t status, const redis_reply_t *reply)
{
    unread_flight_t *flight = context;
    if (!outcome_take(&flight->outcome, status))
        return;
    if (reply->type == REDIS_REPLY_INTEGER)
        flight->total = reply->integer;
    else
        outcome_foreign(&flight->outcome, FOREIGN_MESSAGES, &flight->actor, reply);
}

static bool newest_fits(const unread_flight_t *flight, const stored_message_t *newest)
{
    return newest->id >= flight->total && newest->id - flight->total <= MEANWHILE_MAX;
}

/* They were read before the newest row, so they are not ahead of it. */
static bool cursors_fit(const unread_flight_t *flight, const stored_message_t *newest)
{
    return flight->read <= newest->id && flight->seen <= newest->sent &&
           flight->read - flight->seen <= newest->id - newest->sent;
}

/* The newest row tells how many messages there are and how many of them are the staff user's, at one moment.
 */
static void on_newest(void *context, redis_status_t status, const redis_reply_t *reply)
{
    unread_flight_t *flight = context;
    stored_message_t newest = {0};
    outcome_t *outcome = &flight->outcome;
    if (outcome_take(outcome, status)) {
        const bool good = outcome->redis == REDIS_OK && outcome->status == STATUS_DONE;
        if (!read_newest(reply, &newest) || (good && !newest_fits(flight, &newest)))
            outcome_foreign(outcome, FOREIGN_MESSAGES, &flight->actor, reply);
        else if (good && !cursors_fit(flight, &newest))
            outcome_foreign(outcome, FOREIGN_RELATION, &flight->actor, NULL);
    }
    finish(flight, (newest.id - newest.sent) - (flight->read - flight->seen));
}

static bool send_relation(store_t *self, const actor_t *actor, redis_reply_fn *done, unread_flight_t *flight)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "HMGET");
    command_add_relation(self, &command, actor);
    redis_add_literal(&command, REL_MEMBER);
    redis_add_literal(&command, REL_SENT);
    redis_add(&command, actor_read_field(actor));
    redis_add(&command, actor_seen_field(actor));
    return redis_send(self->redis, &command, done, flight);
}

static bool send_total(store_t *self, const actor_t *actor, unread_flight_t *flight)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "LLEN");
    command_add_messages(self, &command, actor);
    return redis_send(self->redis, &command, on_total, flight);
}

static bool send_newest(store_t *self, const actor_t *actor, unread_flight_t *flight)
{
    redis_command_t command;
    command_begin(self, &command);
    redis_add_literal(&command, "LINDEX");
    command_add_messages(self, &command, actor);
    redis_add_literal(&command, "-1");
    return redis_send(self->redis, &command, on_newest, flight);
}

void store_unread(store_t *self, const actor_t *actor, unread_fn *done, void *context)
{
    const bool staff = actor->side == PRINCIPAL_STAFF;
    unread_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (unread_flight_t){.actor = *actor, .done = done, .context = context};
    /* Commands sent without a return to the loop in between are all accepted, or none is. */
    bool sent = send_relation(self, actor, staff ? on_staff : on_customer, flight);
    if (!sent || (staff && !(send_total(self, actor, flight) && send_newest(self, actor, flight)))) {
        outcome_take(&flight->outcome, REDIS_UNAVAILABLE);
        finish(flight, 0);
    }
}
