/* SPDX-License-Identifier: Apache-2.0 */
/* A question begins and ends as one answer that the asker waits for. */
#include "services/wechat/login/people_parts.h"

static void failed(void *context)
{
    asking_t *self = context;
    job_got(self->asker, self->job.outcome.redis);
}

asking_t *asking_new(job_t *asker, person_t *person)
{
    asking_t *self = arena_new_zeroed(asker->arena, sizeof *self);
    self->asker = asker;
    self->person = person;
    job_begin(&self->job, asker->host, asker->arena, failed);
    job_expect(asker);
    return self;
}

void asking_end(void *context)
{
    asking_t *self = context;
    job_got(self->asker, REDIS_OK);
}
