/* SPDX-License-Identifier: Apache-2.0 */
#include "common/claim.h"

#include "common/keys.h"
#include "common/takeover.h"

/* KEYS: the claim; ARGV: the staff user. Returns 1, or 0 when it is another's. Each use makes it last anew:
 * it must not end before what the world remembers of the use. */
const redis_script_t claim_script = {.name = "claim",
                                     .body = "local known = redis.call('GET', KEYS[1])\n"
                                             "if known and not string.match(known, '^%d+$') then\n"
                                             "  return redis.error_reply('ERR no claim')\n"
                                             "end\n"
                                             "if known and known ~= ARGV[1] then return 0 end\n"
                                             "redis.call('SET', KEYS[1], ARGV[1], 'EX', " CLIENT_KEY_S ")\n"
                                             "return 1\n"};

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
        job_run(job, &claim_script, take_claim, into);
    }
}

/* The relation first: it lasts once it is there, so a key that is claimed is not in vain. */
void claim_key(job_t *job, text_t key, job_go_fn *go, void *context)
{
    claiming_t *claiming = arena_new(job->arena, sizeof *claiming);
    *claiming = (claiming_t){key, go, context};
    command_t *command = job_command(job);
    command_add_literal(command, "HEXISTS");
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add_literal(command, REL_MEMBER);
    job_send(job, take_relation, claiming);
}
