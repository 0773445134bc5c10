/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/summaries.h"

enum { AT_ONCE = 60 /* fits a redis_command_t */ };

typedef struct {
    summary_t *summaries;
    size_t count;
} block_t;

static bool take_summary(job_t *job, const redis_reply_t *reply, summary_t *summary)
{
    return reply->type == REDIS_REPLY_NIL ||
           (summary_read(arena_copy(job->arena, redis_text(reply)), summary) && summary_is_sound(summary));
}

static void take_block(job_t *job, void *into, const redis_reply_t *reply)
{
    const block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = take_summary(job, reply->element[i], &block->summaries[i]);
    if (!good)
        job_foreign(job, FOREIGN_SUMMARY, reply, keys_summaries, job->staff_id);
}

static void send_block(job_t *job, id_list_t customers, summary_t *summaries)
{
    block_t *block = arena_new(job->arena, sizeof *block);
    *block = (block_t){summaries, customers.count};
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_summaries, job->staff_id);
    for (size_t i = 0; i < customers.count; i++)
        command_add_int(command, customers.values[i]);
    job_send(job, take_block, block);
}

void summaries_read(job_t *job, id_list_t customers, summary_t *summaries)
{
    for (size_t start = 0; start < customers.count; start += AT_ONCE) {
        const size_t left = customers.count - start;
        send_block(job, (id_list_t){customers.values + start, left < AT_ONCE ? left : AT_ONCE},
                   summaries + start);
    }
}
