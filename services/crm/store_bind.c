/* SPDX-License-Identifier: Apache-2.0 */
/* Makes relations. The customer's list of who is bound is on another slot, which no script sees as well. */
#include "services/crm/store_parts.h"

enum { BIND_THERE = 1, BIND_MADE = 2 };

extern const char lua_crm_bound[], lua_crm_bind[];
const redis_script_t store_bound = {.name = "crm_bound", .body = lua_crm_bound};
const redis_script_t store_bind = {.name = "crm_bind", .body = lua_crm_bind};

static command_t *begin_bind(job_t *job, const binding_t *binding)
{
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_CREATED);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_EXPECTED_PR);
    command_add(command, keys_summaries, job->staff_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    if (binding->superior != 0 && binding->superior != job->customer_id)
        command_add(command, keys_relation, job->staff_id, binding->superior);
    command_end_keys(command);
    return command;
}

static void take_made(job_t *job, void *into, const redis_reply_t *reply)
{
    binding_t *binding = into;
    binding->is_new = reply_is_number(reply, BIND_MADE);
    if (binding->is_new || reply_is_number(reply, BIND_THERE))
        return;
    begin_bind(job, binding);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_make_relation(job_t *job, binding_t *binding)
{
    command_t *command = begin_bind(job, binding);
    command_add(command, keys_age_member, job->host->now(), job->customer_id, binding->source);
    command_add_int(command, binding->source);
    if (binding->article_id != 0)
        command_add_int(command, binding->article_id);
    else
        command_add_literal(command, "");
    command_add_int(command, BINDING_SUPERIORS_MAX);
    job_run(job, &store_bind, take_made, binding);
}

static void take_added(job_t *job, void *into, const redis_reply_t *reply)
{
    bool *added = into;
    *added = reply_is_number(reply, 1);
    if (!*added && !reply_is_number(reply, 0))
        job_foreign(job, FOREIGN_SCRIPT, reply, keys_bound, job->customer_id);
}

void store_add_bound(job_t *job, int64_t count, bool *added)
{
    command_t *command = job_command(job);
    command_add(command, keys_bound, job->customer_id);
    command_end_keys(command);
    command_add_int(command, job->staff_id);
    command_add_int(command, count);
    job_run(job, &store_bound, take_added, added);
}

/* ---- since when ---- */

typedef struct {
    int64_t staff_id;
    int64_t *began;
} beginning_t;

static void take_began(job_t *job, void *into, const redis_reply_t *reply)
{
    const beginning_t *beginning = into;
    *beginning->began = -1;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    const text_t member = redis_text(reply);
    if (keys_member_customer(member) == job->customer_id)
        *beginning->began = keys_member_created(member);
    if (*beginning->began < 0)
        job_foreign(job, FOREIGN_RELATION, reply, keys_relation, beginning->staff_id, job->customer_id);
}

void store_read_began(job_t *job, int64_t staff_id, int64_t *began)
{
    beginning_t *beginning = arena_new(job->arena, sizeof *beginning);
    *beginning = (beginning_t){staff_id, began};
    command_t *command = job_command(job);
    command_add_literal(command, "HGET");
    command_add(command, keys_relation, staff_id, job->customer_id);
    command_add_literal(command, REL_MEMBER);
    job_send(job, take_began, beginning);
}
