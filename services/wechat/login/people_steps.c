/* SPDX-License-Identifier: Apache-2.0 */
/* How a question goes from step to step. */
#include <stdlib.h>

#include "services/wechat/login/people_parts.h"

asking_t *asking_new(asker_t asker, person_t *person)
{
    asking_t *self = memory_new(sizeof *self);
    *self = (asking_t){.asker = asker, .person = person, .pending = 1};
    return self;
}

void asking_end(asking_t *self)
{
    const asker_t asker = self->asker;
    const redis_status_t status = self->status;
    free(self);
    asker.done(asker.context, status);
}

static void got(asking_t *self, redis_status_t status)
{
    if (status != REDIS_OK && self->status != REDIS_LOST)
        self->status = status;
    if (--self->pending > 0)
        return;
    self->pending = 1;
    if (self->status == REDIS_OK && self->next)
        self->next(self);
    else
        asking_end(self);
}

static void take_reply(void *context, redis_status_t status, const redis_reply_t *reply)
{
    asking_t *self = context;
    if (status == REDIS_OK)
        self->take(self, reply);
    got(self, status);
}

void asking_then(asking_t *self, asking_take_fn *take, asking_step_fn *next)
{
    self->take = take;
    self->next = next;
    got(self, REDIS_OK);
}

command_t *asking_begin(asking_t *self)
{
    command_t *command = &self->asker.host->command;
    command_begin(command);
    return command;
}

void asking_send(asking_t *self, const redis_script_t *script)
{
    const command_t *command = &self->asker.host->command;
    redis_t *redis = self->asker.host->redis;
    self->pending++;
    if (script ? !redis_run(redis, script, command->key_count, &command->arguments, take_reply, self)
               : !redis_send_durable(redis, &command->arguments, take_reply, self))
        got(self, REDIS_UNAVAILABLE);
}

void asking_foreign(asking_t *self, foreign_kind_t kind, const redis_reply_t *reply)
{
    const redis_command_t *key = &self->asker.host->command.arguments;
    foreign_report(kind, (text_t){key->values[0], key->sizes[0]},
                   reply->type == REDIS_REPLY_ERROR ? redis_text(reply) : TEXT_NONE);
    self->status = REDIS_FOREIGN;
}

static void job_done(void *context, redis_status_t status)
{
    job_got(context, status);
}

asker_t people_job(job_t *job)
{
    job_expect(job);
    return (asker_t){job->host, job_done, job};
}
