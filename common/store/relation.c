/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/relation.h"

#include "common/store/keys.h"

static void take_relation(job_t *job, void *into, const redis_reply_t *reply)
{
    const int64_t *customer_id = into;
    if (reply->type != REDIS_REPLY_INTEGER)
        job_foreign(job, FOREIGN_RELATION, reply, keys_relation, job->staff_id, *customer_id);
    else if (reply->integer == 0)
        job_refuse(job, STATUS_NO_RELATION);
}

void relation_require(job_t *job, int64_t customer_id)
{
    int64_t *copy = arena_new(job->arena, sizeof *copy);
    *copy = customer_id;
    command_t *command = job_command(job);
    command_add_literal(command, "HEXISTS");
    command_add(command, keys_relation, job->staff_id, customer_id);
    command_add_literal(command, REL_MEMBER);
    job_send(job, take_relation, copy);
}
