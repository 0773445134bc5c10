/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/store_parts.h"

#include <assert.h>
#include <stdlib.h>

const redis_script_t *const store_scripts[] = {&store_tail, &store_fields, &store_followed, &store_tags,
                                               NULL};

void store_begin(store_t *self)
{
    buffer_clear(&self->scratch);
}

void store_add(store_t *self, redis_command_t *command, size_t start)
{
    assert(self->scratch.size <= STORE_SCRATCH);
    redis_add(command, (text_t){self->scratch.data + start, self->scratch.size - start});
}

void store_add_int(store_t *self, redis_command_t *command, int64_t value)
{
    size_t start = self->scratch.size;
    buffer_append_int(&self->scratch, value);
    store_add(self, command, start);
}

void store_add_relation(store_t *self, redis_command_t *command, pair_t pair)
{
    size_t start = self->scratch.size;
    keys_relation(&self->scratch, pair.staff_id, pair.customer_id);
    store_add(self, command, start);
}

void store_add_summaries(store_t *self, redis_command_t *command, int64_t staff_id)
{
    size_t start = self->scratch.size;
    keys_summaries(&self->scratch, staff_id);
    store_add(self, command, start);
}

void store_add_tagged(store_t *self, redis_command_t *command, int64_t customer_id)
{
    size_t start = self->scratch.size;
    keys_tagged(&self->scratch, customer_id);
    store_add(self, command, start);
}

void store_add_order(store_t *self, redis_command_t *command, int64_t staff_id, relation_order_t order)
{
    size_t start = self->scratch.size;
    keys_order(&self->scratch, staff_id, order);
    store_add(self, command, start);
}

void store_send(store_t *self, const redis_command_t *command, redis_reply_fn *done, void *context,
                gather_t *gather)
{
    if (!redis_send(self->redis, command, done, context))
        gather_got(gather, REDIS_UNAVAILABLE);
}

static void write_script_keys(buffer_t *out, const subject_t *subject)
{
    keys_relation(out, subject->staff_id, subject->customer_id);
    buffer_append_char(out, ' ');
    keys_summaries(out, subject->staff_id);
    for (relation_order_t order = RELATIONS_CREATED; order <= RELATIONS_ACTIVITY_AGED; order++) {
        buffer_append_char(out, ' ');
        keys_order(out, subject->staff_id, order);
    }
}

static void write_keys(buffer_t *out, const subject_t *subject)
{
    if (subject->kind == FOREIGN_SUMMARY)
        keys_summaries(out, subject->staff_id);
    else if (subject->kind == FOREIGN_ORDER)
        keys_order(out, subject->staff_id, subject->order);
    else if (subject->kind == FOREIGN_TAGS)
        keys_tagged(out, subject->customer_id);
    else if (subject->kind == FOREIGN_RELATION)
        keys_relation(out, subject->staff_id, subject->customer_id);
    else
        write_script_keys(out, subject);
}

redis_status_t store_foreign(const subject_t *subject, const redis_reply_t *why)
{
    buffer_t keys = {0};
    write_keys(&keys, subject);
    foreign_report(subject->kind, buffer_text(&keys),
                   why && why->type == REDIS_REPLY_ERROR ? redis_text(why) : TEXT_NONE);
    buffer_free(&keys);
    return REDIS_FOREIGN;
}

redis_status_t store_check(redis_status_t status, const redis_reply_t *reply, const subject_t *subject)
{
    return status == REDIS_OK && reply->type == REDIS_REPLY_ERROR ? store_foreign(subject, reply) : status;
}

redis_status_t store_check_array(redis_status_t status, const redis_reply_t *reply, size_t count,
                                 const subject_t *subject)
{
    if (status == REDIS_OK &&
        (reply->type != REDIS_REPLY_ARRAY || (count != SIZE_MAX && reply->elements != count)))
        return store_foreign(subject, reply);
    return status;
}

store_t *store_new(redis_t *redis)
{
    store_t *self = memory_new_zeroed(sizeof *self);
    self->redis = redis;
    buffer_reserve(&self->scratch, STORE_SCRATCH);
    return self;
}

void store_destroy(store_t **self_p)
{
    store_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    buffer_free(&self->scratch);
    free(self);
}
