/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/job_store.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/loop_wait.h"

enum { SOON = 5000 /* ms */ };

static void done(void *context)
{
    ((job_store_t *)context)->is_done = true;
}

static void failed(void *context)
{
    job_store_t *self = context;
    self->is_done = self->has_failed = true;
}

job_store_t *job_store_new(const redis_script_t *const *scripts)
{
    job_store_t *self = memory_new_zeroed(sizeof *self);
    service_fixture_open(&self->base,
                         &(service_fixture_options_t){.endpoint = "inproc://notice", .scripts = scripts});
    return self;
}

void job_store_destroy(job_store_t **self_p)
{
    job_store_t *self = *self_p;
    *self_p = NULL;
    service_fixture_close(&self->base);
    arena_free(&self->arena);
    free(self);
}

job_t *job_store_begin(job_store_t *self)
{
    self->job = (job_t){.pending = 0};
    self->is_done = self->has_failed = false;
    job_begin(&self->job, &self->base.host, &self->arena, failed);
    return &self->job;
}

static bool is_done(void *context)
{
    return ((const job_store_t *)context)->is_done;
}

void job_store_await(job_store_t *self)
{
    job_then(&self->job, done);
    cr_assert(loop_wait(self->base.loop, is_done, self, SOON));
}
