/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/store.h"

#include <assert.h>
#include <stdlib.h>

#include "common/foreign.h"
#include "services/actionlog/store_parts.h"

enum { WORDS_ROOM = 4096 /* bytes; the longest row and all keys are less */ };

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

void command_add_order(store_t *self, redis_command_t *command, int64_t staff_id, relation_order_t order)
{
    keys_order(&self->words, staff_id, order);
    command_add_words(self, command);
}

void command_add_log(store_t *self, redis_command_t *command, int64_t staff_id)
{
    keys_log(&self->words, staff_id);
    command_add_words(self, command);
}

void command_add_log_of_customer(store_t *self, redis_command_t *command, int64_t staff_id,
                                 int64_t customer_id)
{
    keys_log_of_customer(&self->words, staff_id, customer_id);
    command_add_words(self, command);
}

void command_add_lists(store_t *self, redis_command_t *command, int64_t staff_id, int64_t customer_id,
                       int64_t action)
{
    command_add_log(self, command, staff_id);
    command_add_log_of_customer(self, command, staff_id, customer_id);
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
