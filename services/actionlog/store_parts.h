/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the store, for its own files only: store_record.c (writes) and store_select.c (reads).
 * Building commands and judging replies. */
#ifndef LEIDA_ACTIONLOG_STORE_PARTS_H
#define LEIDA_ACTIONLOG_STORE_PARTS_H

#include "common/keys.h"
#include "services/actionlog/store.h"

struct store {
    redis_t *redis;
    buffer_t words;   /* the arguments of the command under construction: it must not move meanwhile */
    buffer_t content; /* what a digest is taken of */
};

/* Begins a command: what the last one borrowed is given up. */
void command_begin(store_t *self, redis_command_t *command);
/* What was written to the words since the last argument is the next one. */
void command_add_words(store_t *self, redis_command_t *command);
void command_add_int(store_t *self, redis_command_t *command, int64_t value);
void command_add_relation(store_t *self, redis_command_t *command, int64_t staff_id, int64_t customer_id);
void command_add_order(store_t *self, redis_command_t *command, int64_t staff_id, relation_order_t order);
/* The rows; their index by that customer. */
void command_add_log(store_t *self, redis_command_t *command, int64_t staff_id);
void command_add_log_of_customer(store_t *self, redis_command_t *command, int64_t staff_id,
                                 int64_t customer_id);
/* The rows, and their indexes by that customer and by that action. */
void command_add_lists(store_t *self, redis_command_t *command, int64_t staff_id, int64_t customer_id,
                       int64_t action);

/* An error of Redis, or bytes of the staff user's log that are none of ours: reported. */
status_t reply_unexpected(int64_t staff_id, const redis_reply_t *reply);
bool reply_is_array(const redis_reply_t *reply, size_t count);
bool reply_is_number(const redis_reply_t *reply, int64_t number);

#endif
