/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/store.h"

#include <stdlib.h>

#include "common/digest.h"
#include "common/store/once.h"
#include "proto/content.h"
#include "services/chat/scripts.h"
#include "services/chat/store_parts.h"

enum {
    WORDS_ROOM = 1024,
    PAGES_AT_ONCE = 64 /* of a little more than a MiB at most: what Redis may have to hold for a service */
};
#define COUNT_MAX INT64_C(4294967295) /* ids are kept in four bytes */

store_t *store_new(redis_t *redis)
{
    store_t *self = memory_new_zeroed(sizeof *self);
    self->redis = redis;
    buffer_reserve(&self->words, WORDS_ROOM);
    self->pages.limit = PAGES_AT_ONCE;
    return self;
}

void store_destroy(store_t **self_p)
{
    store_t *self = *self_p;
    if (!self)
        return;
    buffer_free(&self->words);
    buffer_free(&self->blob);
    free(self);
    *self_p = NULL;
}

/* ---- commands and replies ---- */

void command_begin(store_t *self, redis_command_t *command)
{
    buffer_clear(&self->words);
    command->count = 0;
}

/* What was written to the words since `begin` is the next argument. */
static void add_words(store_t *self, redis_command_t *command, size_t begin)
{
    redis_add(command, (text_t){self->words.data + begin, self->words.size - begin});
}

void command_add_int(store_t *self, redis_command_t *command, int64_t value)
{
    size_t begin = self->words.size;
    buffer_append_int(&self->words, value);
    add_words(self, command, begin);
}

void command_add_relation(store_t *self, redis_command_t *command, const actor_t *actor)
{
    size_t begin = self->words.size;
    keys_relation(&self->words, actor->staff_id, actor->customer_id);
    add_words(self, command, begin);
}

void command_add_messages(store_t *self, redis_command_t *command, const actor_t *actor)
{
    size_t begin = self->words.size;
    keys_messages(&self->words, actor->staff_id, actor->customer_id);
    add_words(self, command, begin);
}

void command_add_once(store_t *self, redis_command_t *command, const actor_t *actor)
{
    size_t begin = self->words.size;
    keys_once_call(&self->words, actor->staff_id, actor->call);
    add_words(self, command, begin);
}

void command_add_try(store_t *self, redis_command_t *command, const actor_t *actor)
{
    command_add_int(self, command, actor->issued);
    command_add_int(self, command, actor->tries);
}

static void add_order(store_t *self, redis_command_t *command, const actor_t *actor, relation_order_t order)
{
    size_t begin = self->words.size;
    keys_order(&self->words, actor->staff_id, order);
    add_words(self, command, begin);
}

text_t actor_read_field(const actor_t *actor)
{
    return actor->side == PRINCIPAL_STAFF ? TEXT_LITERAL(REL_READ_USER) : TEXT_LITERAL(REL_READ_CUSTOMER);
}

text_t actor_seen_field(const actor_t *actor)
{
    return actor->side == PRINCIPAL_STAFF ? TEXT_LITERAL(REL_SEEN_USER) : TEXT_LITERAL(REL_SEEN_CUSTOMER);
}

bool outcome_take(outcome_t *outcome, redis_status_t status)
{
    if (status != REDIS_OK && outcome->redis != REDIS_LOST)
        outcome->redis = status;
    return status == REDIS_OK;
}

static void write_keys(buffer_t *out, foreign_kind_t kind, const actor_t *actor)
{
    if (kind == FOREIGN_ONCE)
        keys_once_call(out, actor->staff_id, actor->call);
    if (kind == FOREIGN_RELATION || kind == FOREIGN_SCRIPT)
        keys_relation(out, actor->staff_id, actor->customer_id);
    if (kind == FOREIGN_SCRIPT)
        buffer_append_char(out, ' ');
    if (kind == FOREIGN_MESSAGES || kind == FOREIGN_SCRIPT)
        keys_messages(out, actor->staff_id, actor->customer_id);
}

static text_t error_of(const redis_reply_t *reply)
{
    return reply && reply->type == REDIS_REPLY_ERROR ? redis_text(reply) : TEXT_NONE;
}

void outcome_foreign(outcome_t *outcome, foreign_kind_t kind, const actor_t *actor, const redis_reply_t *why)
{
    outcome->status = STATUS_UNAVAILABLE;
    buffer_t keys = {0};
    write_keys(&keys, kind, actor);
    foreign_report(kind, buffer_text(&keys), error_of(why));
    buffer_free(&keys);
}

bool reply_number(const redis_reply_t *reply, int64_t *value)
{
    *value = 0;
    return reply->type == REDIS_REPLY_NIL ||
           (reply->type == REDIS_REPLY_STRING && stored_read_number(redis_text(reply), COUNT_MAX, value));
}

bool reply_cursor(const redis_reply_t *read_reply, const redis_reply_t *seen_reply, int64_t *read,
                  int64_t *seen)
{
    return (read_reply->type == REDIS_REPLY_NIL) == (seen_reply->type == REDIS_REPLY_NIL) &&
           reply_number(read_reply, read) && reply_number(seen_reply, seen) && *seen <= *read;
}

/* ---- sending ---- */

typedef struct {
    sent_t sent;
    store_t *store;
    actor_t actor;
    sending_t sending;
    sent_fn *done;
    void *context;
} send_flight_t;

static principal_t sender_of(const actor_t *actor)
{
    return (principal_t){actor->side, actor->side == PRINCIPAL_STAFF ? actor->staff_id : actor->customer_id};
}

/* Any of the keys that the script was given. */
static void sending_foreign(send_flight_t *flight, const redis_reply_t *why)
{
    const actor_t *actor = &flight->actor;
    const principal_t sender = sender_of(actor);
    const bool staff = actor->side == PRINCIPAL_STAFF;
    flight->sent.outcome.status = STATUS_UNAVAILABLE;
    buffer_t keys = {0};
    write_keys(&keys, FOREIGN_SCRIPT, actor);
    buffer_append_char(&keys, ' ');
    keys_conversations(&keys, actor->staff_id);
    buffer_append_char(&keys, ' ');
    keys_order(&keys, actor->staff_id, staff ? RELATIONS_FOLLOW : RELATIONS_ACTIVITY);
    buffer_append_char(&keys, ' ');
    keys_order(&keys, actor->staff_id, staff ? RELATIONS_FOLLOW_AGED : RELATIONS_ACTIVITY_AGED);
    if (flight->sending.key.size > 0) {
        buffer_append_char(&keys, ' ');
        keys_once(&keys, actor->staff_id, &sender, flight->sending.key);
    }
    foreign_report(FOREIGN_SCRIPT, buffer_text(&keys), error_of(why));
    buffer_free(&keys);
}

static bool is_place(const redis_reply_t *reply)
{
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == 3 &&
           reply->element[0]->type == REDIS_REPLY_INTEGER && reply->element[1]->type == REDIS_REPLY_INTEGER &&
           reply->element[2]->type == REDIS_REPLY_INTEGER && reply->element[0]->integer > 0 &&
           reply->element[0]->integer <= COUNT_MAX;
}

static void read_sent(send_flight_t *flight, const redis_reply_t *reply)
{
    sent_t *sent = &flight->sent;
    if (is_place(reply)) {
        sent->id = reply->element[0]->integer;
        sent->time = reply->element[1]->integer;
        sent->duplicate = reply->element[2]->integer != 0;
    } else if (reply->type != REDIS_REPLY_INTEGER)
        sending_foreign(flight, reply);
    else if (reply->integer > 0)
        sent->id = reply->integer;
    else if (reply->integer == SCRIPT_NO_RELATION)
        sent->outcome.status = STATUS_NO_RELATION;
    else
        sent->outcome.status = once_status(reply->integer);
}

static void sent_done(void *context, redis_status_t status, const redis_reply_t *reply)
{
    send_flight_t *flight = context;
    if (outcome_take(&flight->sent.outcome, status))
        read_sent(flight, reply);
    flight->done(flight->context, &flight->sent);
}

/* Whether the content has a member of that name at its top. */
static bool content_has(store_t *self, text_t stored, text_t name)
{
    if (!memmem(stored.data, stored.size, name.data, name.size))
        return false;
    buffer_clear(&self->blob);
    content_write_merged(&self->blob, stored, &name, 1);
    return self->blob.size != stored.size + 1; /* the comma in front */
}

/* The message but for its place, which the script puts in front. The article is kept among the content. */
static void write_blob(store_t *self, const actor_t *actor, const sending_t *sending)
{
    const stored_message_t message = {.time = sending->time,
                                      .call = actor->call,
                                      .from_staff = actor->side == PRINCIPAL_STAFF,
                                      .content = sending->content};
    bool article = sending->article_id > 0 &&
                   !content_has(self, sending->content.stored, TEXT_LITERAL("article_id"));
    buffer_clear(&self->blob);
    stored_write_message(&self->blob, &message);
    if (article) {
        buffer_append_literal(&self->blob, ",\"article_id\":");
        buffer_append_int(&self->blob, sending->article_id);
    }
}

static void add_client_key(store_t *self, redis_command_t *command, const actor_t *actor, text_t key)
{
    const principal_t sender = sender_of(actor);
    size_t begin = self->words.size;
    keys_once(&self->words, actor->staff_id, &sender, key);
    add_words(self, command, begin);
}

/* What must be the same for a repeated key to be a repetition: the peer and the content with its article. */
static void add_digest(store_t *self, redis_command_t *command, const actor_t *actor)
{
    const text_t content = {self->blob.data + STORED_MESSAGE_HEAD - STORED_MESSAGE_PLACE,
                            self->blob.size - (STORED_MESSAGE_HEAD - STORED_MESSAGE_PLACE)};
    buffer_t repeated = {0};
    buffer_append_int(&repeated, actor->customer_id);
    buffer_append_char(&repeated, ' ');
    buffer_append_text(&repeated, content);
    size_t begin = self->words.size;
    digest_write(&self->words, buffer_text(&repeated));
    add_words(self, command, begin);
    buffer_free(&repeated);
}

static void add_send_keys(store_t *self, redis_command_t *command, const actor_t *actor, text_t client_key)
{
    const bool staff = actor->side == PRINCIPAL_STAFF;
    command_add_relation(self, command, actor);
    command_add_messages(self, command, actor);
    size_t begin = self->words.size;
    keys_conversations(&self->words, actor->staff_id);
    add_words(self, command, begin);
    add_order(self, command, actor, staff ? RELATIONS_FOLLOW : RELATIONS_ACTIVITY);
    add_order(self, command, actor, staff ? RELATIONS_FOLLOW_AGED : RELATIONS_ACTIVITY_AGED);
    if (client_key.size > 0)
        add_client_key(self, command, actor, client_key);
}

static void run_send(send_flight_t *flight)
{
    store_t *self = flight->store;
    const actor_t *actor = &flight->actor;
    const sending_t *sending = &flight->sending;
    redis_command_t command;
    command_begin(self, &command);
    write_blob(self, actor, sending);
    add_send_keys(self, &command, actor, sending->key);
    const size_t keys = command.count;
    redis_add(&command, buffer_text(&self->blob));
    command_add_int(self, &command, sending->time);
    command_add_int(self, &command, actor->customer_id);
    command_add_int(self, &command, actor->side == PRINCIPAL_STAFF);
    command_add_try(self, &command, actor);
    if (sending->key.size > 0)
        add_digest(self, &command, actor);
    if (!redis_run(self->redis, &chat_send_script, keys, &command, sent_done, flight))
        sent_done(flight, REDIS_UNAVAILABLE, NULL);
}

static void claim_done(void *context, redis_status_t redis, status_t status)
{
    send_flight_t *flight = context;
    if (redis == REDIS_OK && status == STATUS_DONE) {
        run_send(flight);
        return;
    }
    flight->sent.outcome = (outcome_t){redis, status};
    flight->done(flight->context, &flight->sent);
}

void store_send(store_t *self, const actor_t *actor, const sending_t *sending, sent_fn *done, void *context)
{
    send_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (send_flight_t){{.time = sending->time}, self, *actor, *sending, done, context};
    if (sending->key.size > 0 && actor->side == PRINCIPAL_CUSTOMER)
        once_claim(self->redis, &(once_claim_t){actor->customer_id, actor->staff_id, sending->key},
                   actor->arena, claim_done, flight);
    else
        run_send(flight);
}

/* ---- marking ---- */

typedef struct {
    actor_t actor;
    outcome_t outcome;
    mark_fn *done;
    void *context;
} mark_flight_t;

static void mark_done(void *context, redis_status_t status, const redis_reply_t *reply)
{
    mark_flight_t *flight = context;
    outcome_t *outcome = &flight->outcome;
    if (outcome_take(outcome, status)) {
        if (reply->type != REDIS_REPLY_INTEGER)
            outcome_foreign(outcome, FOREIGN_SCRIPT, &flight->actor, reply);
        else if (reply->integer == SCRIPT_NO_RELATION)
            outcome->status = STATUS_NO_RELATION;
        else if (reply->integer == SCRIPT_NO_SUCH_ID)
            outcome->status = STATUS_NO_SUCH_ID;
        else
            outcome->status = once_status(reply->integer);
    }
    flight->done(flight->context, *outcome);
}

/* What every script that moves a cursor begins with: its three keys, and the fields of the cursor. */
static void begin_mark(store_t *self, redis_command_t *command, const actor_t *actor)
{
    command_begin(self, command);
    command_add_relation(self, command, actor);
    command_add_messages(self, command, actor);
    command_add_once(self, command, actor);
    redis_add(command, actor_read_field(actor));
    redis_add(command, actor_seen_field(actor));
}

void store_mark(store_t *self, const actor_t *actor, int64_t id, mark_fn *done, void *context)
{
    mark_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (mark_flight_t){*actor, {REDIS_OK, STATUS_DONE}, done, context};
    redis_command_t command;
    begin_mark(self, &command, actor);
    command_add_int(self, &command, id);
    command_add_try(self, &command, actor);
    if (!redis_run(self->redis, &chat_mark_script, 3, &command, mark_done, flight))
        mark_done(flight, REDIS_UNAVAILABLE, NULL);
}

void store_give_back(store_t *self, const actor_t *actor, range_t range, mark_fn *done, void *context)
{
    mark_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (mark_flight_t){*actor, {REDIS_OK, STATUS_DONE}, done, context};
    redis_command_t command;
    begin_mark(self, &command, actor);
    command_add_int(self, &command, range.from);
    command_add_int(self, &command, range.to);
    if (!redis_run(self->redis, &chat_give_back_script, 3, &command, mark_done, flight))
        mark_done(flight, REDIS_UNAVAILABLE, NULL);
}
