/* SPDX-License-Identifier: Apache-2.0 */
/* Records actions. */
#include "common/digest.h"
#include "common/log_limit.h"
#include "common/store/once.h"
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

typedef struct {
    store_t *store;
    recording_t recording;
    recorded_t recorded;
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
    else if (reply->type == REDIS_REPLY_INTEGER && once_status(reply->integer) != STATUS_DONE)
        recorded->outcome.status = once_status(reply->integer);
    else
        recorded->outcome.status = reply_unexpected(staff_id, reply);
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

static void add_keys(store_t *self, redis_command_t *command, const recording_t *recording)
{
    const stored_action_t *row = &recording->row;
    command_add_relation(self, command, recording->staff_id, row->customer_id);
    command_add_lists(self, command, recording->staff_id, row->customer_id, row->action);
    command_add_order(self, command, recording->staff_id, RELATIONS_ACTIVITY);
    command_add_order(self, command, recording->staff_id, RELATIONS_ACTIVITY_AGED);
    if (recording->key.size > 0)
        add_client_key(self, command, recording);
}

static void end_record(record_flight_t *flight)
{
    flight->done(flight->context, &flight->recorded);
}

static void run(record_flight_t *flight, const redis_script_t *script, size_t key_count,
                const redis_command_t *command, redis_reply_fn *take)
{
    if (!redis_run(flight->store->redis, script, key_count, command, take, flight)) {
        flight->recorded.outcome.redis = REDIS_UNAVAILABLE;
        end_record(flight);
    }
}

static void take_recorded(void *context, redis_status_t status, const redis_reply_t *reply);

static void send_record(record_flight_t *flight)
{
    store_t *self = flight->store;
    const recording_t *recording = &flight->recording;
    redis_command_t command;
    command_begin(self, &command);
    add_keys(self, &command, recording);
    size_t key_count = command.count;
    stored_write_action(&self->words, &recording->row);
    command_add_words(self, &command);
    command_add_int(self, &command, recording->row.time);
    command_add_int(self, &command, recording->issued);
    command_add_int(self, &command, recording->tries);
    command_add_int(self, &command, recording->row.customer_id);
    if (recording->key.size > 0)
        add_digest(self, &command, &recording->row);
    run(flight, &record_script, key_count, &command, take_recorded);
}

/* ---- rows of the future ---- */

static void take_redated(void *context, redis_status_t status, const redis_reply_t *reply);

static void send_redate(record_flight_t *flight)
{
    store_t *self = flight->store;
    redis_command_t command;
    command_begin(self, &command);
    command_add_log(self, &command, flight->recording.staff_id);
    command_add_order(self, &command, flight->recording.staff_id, RELATIONS_ACTIVITY);
    command_add_int(self, &command, flight->recording.row.time);
    run(flight, &redate_script, 2, &command, take_redated);
}

static void take_redated(void *context, redis_status_t status, const redis_reply_t *reply)
{
    record_flight_t *flight = context;
    flight->recorded.outcome.redis = status;
    if (status == REDIS_OK) {
        if (reply->type == REDIS_REPLY_INTEGER) {
            if (reply->integer > 0)
                send_redate(flight);
            else
                send_record(flight);
            return;
        }
        flight->recorded.outcome.status = reply_unexpected(flight->recording.staff_id, reply);
    }
    end_record(flight);
}

static void take_recorded(void *context, redis_status_t status, const redis_reply_t *reply)
{
    record_flight_t *flight = context;
    flight->recorded.outcome.redis = status;
    if (status == REDIS_OK) {
        if (reply_is_number(reply, SCRIPT_AHEAD)) {
            log_limited(LOG_WARNING, "the log ends in the future: its rows are dated now",
                        LOG_INT("staff", flight->recording.staff_id));
            send_redate(flight);
            return;
        }
        read_recorded(&flight->recorded, flight->recording.staff_id, reply);
    }
    end_record(flight);
}

static void claim_done(void *context, redis_status_t redis, status_t status)
{
    record_flight_t *flight = context;
    if (redis == REDIS_OK && status == STATUS_DONE) {
        send_record(flight);
        return;
    }
    flight->recorded.outcome = (outcome_t){redis, status};
    end_record(flight);
}

void store_record(store_t *self, const recording_t *recording, arena_t *arena, recorded_fn *done,
                  void *context)
{
    record_flight_t *flight = arena_new(arena, sizeof *flight);
    *flight = (record_flight_t){.store = self, .recording = *recording, .done = done, .context = context};
    const once_claim_t claim = {recording->row.customer_id, recording->staff_id, recording->key};
    if (recording->key.size > 0)
        once_claim(self->redis, &claim, arena, claim_done, flight);
    else
        send_record(flight);
}
