/* SPDX-License-Identifier: Apache-2.0 */
/* The writes: one script each, on the one slot of a staff user or, for tags, of a customer. */
#include <assert.h>

#include "common/store/once.h"
#include "common/stored.h"
#include "services/crm/store_inside.h"

/* Scripts return it, 1 for done, or a number of common/store/once.h. */
enum { WRITE_NO_RELATION = 0 };

extern const char lua_crm_fields[], lua_crm_followed[], lua_crm_tags[];
const redis_script_t store_fields = {.name = "crm_fields", .body = lua_crm_fields};
const redis_script_t store_followed = {.name = "crm_followed", .body = lua_crm_followed};
const redis_script_t store_tags = {.name = "crm_tags", .body = lua_crm_tags};

static void take_outcome(void *context, redis_status_t status, const redis_reply_t *reply)
{
    write_t *write = context;
    const subject_t subject = {FOREIGN_SCRIPT, .staff_id = write->pair.staff_id,
                               .customer_id = write->pair.customer_id};
    status = store_check(status, reply, &subject);
    if (status == REDIS_OK && reply->type != REDIS_REPLY_INTEGER)
        status = store_foreign(&subject, reply);
    if (status == REDIS_OK)
        write->status = reply->integer == WRITE_NO_RELATION ? STATUS_NO_RELATION
                                                            : once_status(reply->integer);
    gather_got(write->gather, status);
}

static void add_try(store_t *self, redis_command_t *command, const write_t *write)
{
    store_add_int(self, command, write->issued);
    store_add_int(self, command, write->tries);
}

static void run(store_t *self, const redis_script_t *script, size_t keys, const redis_command_t *command,
                write_t *write)
{
    gather_expect(write->gather);
    if (!redis_run(self->redis, script, keys, command, take_outcome, write))
        gather_got(write->gather, REDIS_UNAVAILABLE);
}

void store_set_fields(store_t *self, write_t *write, int64_t superior, const assignment_t *fields,
                      size_t count)
{
    assert(count <= ASSIGNMENTS_MAX);
    redis_command_t command = {0};
    store_begin(self);
    store_add_relation(self, &command, write->pair);
    size_t start = self->scratch.size;
    keys_once_call(&self->scratch, write->pair.staff_id, write->call);
    store_add(self, &command, start);
    store_add_summaries(self, &command, write->pair.staff_id);
    if (superior != 0)
        store_add_relation(self, &command, (pair_t){write->pair.staff_id, superior});
    size_t keys = command.count;
    add_try(self, &command, write);
    for (size_t i = 0; i < count; i++) {
        redis_add(&command, fields[i].name);
        redis_add(&command, fields[i].value);
    }
    run(self, &store_fields, keys, &command, write);
}

static void add_note(store_t *self, redis_command_t *command, const write_t *write,
                     const follow_up_t *follow_up)
{
    size_t start = self->scratch.size;
    stored_write_note(&self->scratch, &(stored_note_t){follow_up->time, write->call, follow_up->note});
    store_add(self, command, start);
}

static void add_followed_keys(store_t *self, redis_command_t *command, const write_t *write)
{
    int64_t staff_id = write->pair.staff_id;
    store_add_relation(self, command, write->pair);
    store_add_order(self, command, staff_id, RELATIONS_FOLLOW);
    store_add_order(self, command, staff_id, RELATIONS_FOLLOW_AGED);
    store_add_order(self, command, staff_id, RELATIONS_EXPECTED_PR);
    size_t start = self->scratch.size;
    keys_notes(&self->scratch, staff_id, write->pair.customer_id);
    store_add(self, command, start);
}

void store_follow_up(store_t *self, write_t *write, const follow_up_t *follow_up)
{
    redis_command_t command = {0};
    store_begin(self);
    add_followed_keys(self, &command, write);
    if (follow_up->in_summary)
        store_add_summaries(self, &command, write->pair.staff_id);
    size_t keys = command.count;
    redis_add(&command, follow_up->field.name);
    redis_add(&command, follow_up->field.value);
    store_add_int(self, &command, follow_up->time);
    add_note(self, &command, write, follow_up);
    add_try(self, &command, write);
    run(self, &store_followed, keys, &command, write);
}

void store_set_tags(store_t *self, write_t *write, int64_t company_id, text_t tags)
{
    redis_command_t command = {0};
    store_begin(self);
    store_add_tagged(self, &command, write->pair.customer_id);
    size_t start = self->scratch.size;
    keys_once_tagged(&self->scratch, write->pair.customer_id, write->call);
    store_add(self, &command, start);
    store_add_int(self, &command, company_id);
    redis_add(&command, tags);
    add_try(self, &command, write);
    run(self, &store_tags, 2, &command, write);
}
