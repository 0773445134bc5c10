/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/store.h"

#include <assert.h>
#include <stdlib.h>

#include "common/claim.h"
#include "common/digest.h"
#include "common/foreign.h"
#include "common/takeover.h"
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

enum { WORDS_ROOM = 4096 /* bytes; the longest row and all keys are less */ };

const redis_script_t *const actionlog_scripts[] = {&record_script, &select_script, &claim_script, NULL};

/* ---- commands ---- */

void command_add_words(store_t *self, redis_command_t *command)
{
    assert(self->words.size <= WORDS_ROOM);
    const char *end_of_last = self->words.data;
    if (command->count > 0)
        end_of_last = command->values[command->count - 1] + command->sizes[command->count - 1];
    redis_add(command, (text_t){end_of_last, (size_t)(self->words.data + self->words.size - end_of_last)});
}

void command_begin(store_t *self, redis_command_t *command)
{
    buffer_clear(&self->words);
    command->count = 0;
}

void command_add_int(store_t *self, redis_command_t *command, int64_t value)
{
    buffer_append_int(&self->words, value);
    command_add_words(self, command);
}

void command_add_relation(store_t *self, redis_command_t *command, int64_t staff_id, int64_t customer_id)
{
    keys_relation(&self->words, staff_id, customer_id);
    command_add_words(self, command);
}

void command_add_lists(store_t *self, redis_command_t *command, int64_t staff_id, int64_t customer_id,
                       int64_t action)
{
    keys_log(&self->words, staff_id);
    command_add_words(self, command);
    keys_log_of_customer(&self->words, staff_id, customer_id);
    command_add_words(self, command);
    keys_log_of_action(&self->words, staff_id, action);
    command_add_words(self, command);
}

/* ---- replies ---- */

status_t reply_unexpected(int64_t staff_id, const redis_reply_t *reply)
{
    buffer_t key = {0};
    keys_log(&key, staff_id);
    foreign_report(FOREIGN_LOG, buffer_text(&key),
                   reply->type == REDIS_REPLY_ERROR ? redis_text(reply) : TEXT_NONE);
    buffer_free(&key);
    return STATUS_UNAVAILABLE;
}

bool reply_is_array(const redis_reply_t *reply, size_t count)
{
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == count;
}

bool reply_is_number(const redis_reply_t *reply, int64_t number)
{
    return reply->type == REDIS_REPLY_INTEGER && reply->integer == number;
}

/* ---- recording ---- */

typedef struct {
    recorded_t recorded;
    store_t *store;
    recording_t recording;
    recorded_fn *done;
    void *context;
} record_flight_t;

static void read_recorded(recorded_t *recorded, int64_t staff_id, const redis_reply_t *reply)
{
    if (reply_is_array(reply, 3)) {
        recorded->id = redis_int(reply->element[0]);
        recorded->time = redis_int(reply->element[1]);
        recorded->duplicate = redis_int(reply->element[2]) != 0;
    } else if (reply_is_number(reply, SCRIPT_NO_RELATION))
        recorded->outcome.status = STATUS_NO_RELATION;
    else if (reply_is_number(reply, SCRIPT_KEY_REUSED))
        recorded->outcome.status = STATUS_KEY_REUSED;
    else if (reply->type == REDIS_REPLY_INTEGER && takeover_status(reply->integer) != STATUS_DONE)
        recorded->outcome.status = takeover_status(reply->integer);
    else
        recorded->outcome.status = reply_unexpected(staff_id, reply);
}

static void take_recorded(void *context, redis_status_t status, const redis_reply_t *reply)
{
    record_flight_t *flight = context;
    flight->recorded.outcome.redis = status;
    if (status == REDIS_OK)
        read_recorded(&flight->recorded, flight->recording.staff_id, reply);
    flight->done(flight->context, &flight->recorded);
}

static void add_client_key(store_t *self, redis_command_t *command, const recording_t *recording)
{
    const principal_t sender = {PRINCIPAL_CUSTOMER, recording->row.customer_id};
    keys_once(&self->words, recording->staff_id, &sender, recording->key);
    command_add_words(self, command);
}

/* What must be the same for a repeated key to be a repetition. The word in front sets it apart from a message
 * under the same key. */
static void add_digest(store_t *self, redis_command_t *command, const stored_action_t *row)
{
    buffer_clear(&self->content);
    buffer_append_literal(&self->content, "action ");
    buffer_append_int(&self->content, row->action);
    buffer_append_char(&self->content, ' ');
    buffer_append_int(&self->content, row->article_id);
    buffer_append_char(&self->content, ' ');
    buffer_append_text(&self->content, row->remark);
    digest_write(&self->words, buffer_text(&self->content));
    command_add_words(self, command);
}

static void run_record(record_flight_t *flight)
{
    store_t *self = flight->store;
    const recording_t *recording = &flight->recording;
    const stored_action_t *row = &recording->row;
    const bool with_key = recording->key.size > 0;
    redis_command_t command;
    command_begin(self, &command);
    command_add_relation(self, &command, recording->staff_id, row->customer_id);
    command_add_lists(self, &command, recording->staff_id, row->customer_id, row->action);
    keys_order(&self->words, recording->staff_id, RELATIONS_ACTIVITY);
    command_add_words(self, &command);
    keys_order(&self->words, recording->staff_id, RELATIONS_ACTIVITY_AGED);
    command_add_words(self, &command);
    if (with_key)
        add_client_key(self, &command, recording);
    size_t key_count = command.count;
    stored_write_action(&self->words, row);
    command_add_words(self, &command);
    command_add_int(self, &command, row->time);
    command_add_int(self, &command, recording->issued);
    command_add_int(self, &command, recording->tries);
    if (with_key)
        add_digest(self, &command, row);
    if (!redis_run(self->redis, &record_script, key_count, &command, take_recorded, flight))
        take_recorded(flight, REDIS_UNAVAILABLE, NULL);
}

static void claim_done(void *context, redis_status_t redis, status_t status)
{
    record_flight_t *flight = context;
    if (redis == REDIS_OK && status == STATUS_DONE) {
        run_record(flight);
        return;
    }
    flight->recorded.outcome = (outcome_t){redis, status};
    flight->done(flight->context, &flight->recorded);
}

void store_record(store_t *self, const recording_t *recording, arena_t *arena, recorded_fn *done,
                  void *context)
{
    record_flight_t *flight = arena_new(arena, sizeof *flight);
    *flight = (record_flight_t){.store = self, .recording = *recording, .done = done, .context = context};
    const claim_t claim = {recording->row.customer_id, recording->staff_id, recording->key};
    if (recording->key.size > 0)
        claim_key(self->redis, &claim, arena, claim_done, flight);
    else
        run_record(flight);
}

/* ---- life ---- */

store_t *store_new(redis_t *redis)
{
    store_t *self = memory_new_zeroed(sizeof *self);
    self->redis = redis;
    buffer_reserve(&self->words, WORDS_ROOM);
    return self;
}

void store_destroy(store_t **self_p)
{
    store_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    buffer_free(&self->words);
    buffer_free(&self->content);
    free(self);
}
