/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the store share; nobody else includes this. */
#ifndef LEIDA_CRM_STORE_INSIDE_H
#define LEIDA_CRM_STORE_INSIDE_H

#include "common/foreign.h"
#include "common/keys.h"
#include "services/crm/store.h"

struct store {
    redis_t *redis;
    buffer_t scratch; /* the keys and numbers of the command under construction; it must not move meanwhile */
};

enum { STORE_SCRATCH = 1024 };

extern const redis_script_t store_tail, store_fields, store_followed, store_tags;

/* Begins a command: the scratch is empty again. */
void store_begin(store_t *self);
/* Adds what was appended to the scratch since `start` as an argument. */
void store_add(store_t *self, redis_command_t *command, size_t start);
void store_add_int(store_t *self, redis_command_t *command, int64_t value);
void store_add_relation(store_t *self, redis_command_t *command, pair_t pair);
void store_add_summaries(store_t *self, redis_command_t *command, int64_t staff_id);
void store_add_tagged(store_t *self, redis_command_t *command, int64_t customer_id);
void store_add_order(store_t *self, redis_command_t *command, int64_t staff_id, relation_order_t order);

/* The order whose scores an order of contacts goes by. */
relation_order_t store_order_of(contact_order_t order);

/* The score of a relation in an order: a percentage, or a time in ms. False when it is none of these. */
bool store_take_score(const redis_reply_t *reply, relation_order_t order, int64_t *score);

/* Sends; where that fails `gather`, which expects the answer already, is told. */
void store_send(store_t *self, const redis_command_t *command, redis_reply_fn *done, void *context,
                gather_t *gather);

/* What an answer is about, for the report when it is none that we can use. */
typedef struct {
    foreign_kind_t kind; /* FOREIGN_RELATION, FOREIGN_SUMMARY, FOREIGN_ORDER, FOREIGN_TAGS; FOREIGN_SCRIPT:
                            the relation, the summaries and the orders */
    int64_t staff_id, customer_id;
    relation_order_t order;
} subject_t;

/* Reports it. `why` may be NULL. Returns REDIS_FOREIGN. */
redis_status_t store_foreign(const subject_t *subject, const redis_reply_t *why);
/* The status of an answer that must not be an error of Redis, such as one about a key of a wrong type: that
 * is reported. */
redis_status_t store_check(redis_status_t status, const redis_reply_t *reply, const subject_t *subject);
/* The same, for an answer that must be an array of `count` elements (or of any number: SIZE_MAX). */
redis_status_t store_check_array(redis_status_t status, const redis_reply_t *reply, size_t count,
                                 const subject_t *subject);

#endif
