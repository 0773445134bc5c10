/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_log.h"

#include <stdlib.h>

#include "common/store/keys.h"
#include "common/store/recount.h"
#include "common/store/stored.h"
#include "services/crm/migration_scripts.h"

enum { ROWS_AT_ONCE = 200, FIELDS_AT_ONCE = 24 /* fits a redis_command_t */ };

/* A log under way. */
typedef struct {
    migration_lock_t *lock;
    command_t *command;
    int64_t user_id;
    migration_log_fn *done;
    void *context;
    recount_t recount;
    int64_t length, from; /* rows there were at the beginning; that were read */
    size_t pending;       /* commands under way, and one while rows are being read */
    migration_log_result_t result;
} log_t;

static void read_page(log_t *self);

static void end(log_t *self)
{
    recount_close(&self->recount);
    self->done(self->context, &self->result);
    free(self);
}

/* One of what is under way is done; the last one goes on with the next rows. */
static void step_done(log_t *self)
{
    if (--self->pending > 0)
        return;
    if (self->result.failed || self->from >= self->length)
        end(self);
    else
        read_page(self);
}

static void count_sent(log_t *self, bool sent)
{
    self->pending += sent;
    self->result.failed = self->result.failed || !sent;
}

/* Sends the command under construction. */
static void ask(log_t *self, redis_reply_fn *take)
{
    count_sent(self, migration_lock_ask(self->lock, self->command, take, self));
}

/* A key of another type is left to check. */
static void written(void *context, redis_status_t status, const redis_reply_t *reply)
{
    log_t *self = context;
    if (status != REDIS_OK || reply_is_number(reply, 0))
        self->result.failed = true;
    else if (reply->type == REDIS_REPLY_ERROR)
        self->result.left++;
    step_done(self);
}

static void write_fields(log_t *self, const recounted_t *recounted, size_t first)
{
    command_t *command = self->command;
    command_begin(command);
    command_add(command, keys_log, self->user_id);
    command_add(command, period_key, self->user_id, &recounted->period);
    command_end_keys(command);
    command_add_int(command, self->length);
    for (size_t i = first; i < recounted->count && i < first + FIELDS_AT_ONCE; i++) {
        command_add(command, day_counts_write_field, recounted->fields[i]);
        command_add(command, day_counts_write, &recounted->counts[i]);
    }
    count_sent(self, migration_lock_run(self->lock, &migration_counts, command, written, self));
}

static void write_period(void *context, const recounted_t *recounted)
{
    log_t *self = context;
    for (size_t first = 0; first < recounted->count; first += FIELDS_AT_ONCE)
        write_fields(self, recounted, first);
    self->result.mended++;
}

static void count_row(log_t *self, text_t bytes)
{
    stored_action_t row;
    if (!stored_read_action(bytes, &row) || !stored_action_is_sound(&row) ||
        !recount_row(&self->recount, &row))
        self->result.left++;
}

static void page_told(void *context, redis_status_t status, const redis_reply_t *reply)
{
    log_t *self = context;
    if (status != REDIS_OK || reply->type != REDIS_REPLY_ARRAY || reply->elements == 0)
        self->result.failed = true;
    else {
        for (size_t i = 0; i < reply->elements; i++)
            count_row(self, redis_text(reply->element[i]));
        self->from += (int64_t)reply->elements;
        if (self->from >= self->length)
            recount_end(&self->recount);
    }
    step_done(self);
}

static void read_page(log_t *self)
{
    command_t *command = self->command;
    int64_t last = self->from + ROWS_AT_ONCE - 1;
    command_begin(command);
    command_add_literal(command, "LRANGE");
    command_add(command, keys_log, self->user_id);
    command_add_int(command, self->from);
    command_add_int(command, last < self->length ? last : self->length - 1);
    self->pending = 1;
    ask(self, page_told);
    step_done(self);
}

static void length_told(void *context, redis_status_t status, const redis_reply_t *reply)
{
    log_t *self = context;
    if (status != REDIS_OK)
        self->result.failed = true;
    else if (reply->type != REDIS_REPLY_INTEGER)
        self->result.left++;
    else
        self->length = reply->integer;
    step_done(self);
}

void migration_log_bring(migration_lock_t *lock, command_t *command, int64_t user_id, migration_log_fn *done,
                         void *context)
{
    log_t *self = memory_new_zeroed(sizeof *self);
    self->lock = lock;
    self->command = command;
    self->user_id = user_id;
    self->done = done;
    self->context = context;
    recount_open(&self->recount, write_period, self);
    command_begin(command);
    command_add_literal(command, "LLEN");
    command_add(command, keys_log, user_id);
    self->pending = 1;
    ask(self, length_told);
    step_done(self);
}
