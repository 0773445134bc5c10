/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/once.h"

#include "common/store/keys.h"

extern const char lua_once_claim[];
const redis_script_t once_claim_script = {.name = "claim", .body = lua_once_claim};

status_t once_status(int64_t number)
{
    return number == ONCE_KEY_REUSED ? STATUS_KEY_REUSED
           : number == ONCE_PASSED   ? STATUS_PASSED_UNKNOWN
           : number == ONCE_LATE     ? STATUS_DEADLINE
                                     : STATUS_DONE;
}

/* ---- claims ---- */

typedef struct {
    text_t key;
    job_go_fn *go;
    void *context;
} claiming_t;

static void take_claim(job_t *job, void *into, const redis_reply_t *reply)
{
    const claiming_t *claiming = into;
    if (reply->type != REDIS_REPLY_INTEGER)
        job_foreign(job, FOREIGN_SCRIPT, reply, keys_claim, job->customer_id, claiming->key);
    else if (reply->integer != 1)
        job_refuse(job, STATUS_KEY_REUSED);
    else
        claiming->go(job, claiming->context);
}

static void take_relation(job_t *job, void *into, const redis_reply_t *reply)
{
    const claiming_t *claiming = into;
    if (reply->type != REDIS_REPLY_INTEGER)
        job_foreign(job, FOREIGN_RELATION, reply, keys_relation, job->staff_id, job->customer_id);
    else if (reply->integer != 1)
        job_refuse(job, STATUS_NO_RELATION);
    else {
        command_t *command = job_command(job);
        command_add(command, keys_claim, job->customer_id, claiming->key);
        command_end_keys(command);
        command_add_int(command, job->staff_id);
        job_run(job, &once_claim_script, take_claim, into);
    }
}

/* The relation first: it lasts once it is there, so a key that is claimed is not in vain. */
void once_claim(job_t *job, text_t key, job_go_fn *go, void *context)
{
    claiming_t *claiming = arena_new(job->arena, sizeof *claiming);
    *claiming = (claiming_t){key, go, context};
    command_t *command = job_command(job);
    command_add_literal(command, "HEXISTS");
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add_literal(command, REL_MEMBER);
    job_send(job, take_relation, claiming);
}
