/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which staff user of a company a customer was bound to last, for the WeChat service: somebody writes to the
 * official account of whom it does not know yet whom they speak to.
 */
#include "common/store/profiles.h"
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/store_tags.h"

typedef struct {
    job_t job;
    int64_t company_id;
    id_list_t bound;
    user_profile_t *profiles; /* of those, by place, … */
    int64_t *began;           /* … and their relations' beginnings: ms since 1970; -1: there is none */
} latest_staff_job_t;

/* Of two that began at once the one with the higher id: it is the same each time. */
static void answer(void *context)
{
    latest_staff_job_t *self = context;
    latest_staff_t row = {.staff_id = 0};
    int64_t latest = -1;
    for (size_t i = 0; i < self->bound.count; i++) {
        const user_profile_t *profile = &self->profiles[i];
        const bool is_later = self->began[i] > latest ||
                              (self->began[i] == latest && profile->id > row.staff_id);
        if (profile->id == 0 || profile->company_id != self->company_id || self->began[i] < 0 || !is_later)
            continue;
        row.staff_id = profile->id;
        latest = self->began[i];
    }
    if (row.staff_id > 0)
        job_answer_object(&self->job, STATUS_DONE, &latest_staff_columns, &row);
    else
        job_end(&self->job, STATUS_NO_RELATION);
}

static void read_bound(void *context)
{
    latest_staff_job_t *self = context;
    job_t *job = &self->job;
    self->profiles = arena_new_zeroed(job->arena, self->bound.count * sizeof *self->profiles);
    self->began = arena_new_zeroed(job->arena, self->bound.count * sizeof *self->began);
    for (size_t i = 0; i < self->bound.count; i++) {
        profiles_read_staff(job, self->bound.values[i], &self->profiles[i]);
        store_read_began(job, self->bound.values[i], &self->began[i]);
    }
    job_then(job, answer);
}

void latest_staff_run(void *host, call_t *call)
{
    latest_staff_job_t *self = job_new(host, call, sizeof *self);
    const latest_staff_request_t *request = call_record(call);
    self->company_id = request->company_id;
    store_read_bound(&self->job, self->job.customer_id, &self->bound);
    job_then(&self->job, read_bound);
}
