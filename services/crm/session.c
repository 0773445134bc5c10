/* SPDX-License-Identifier: Apache-2.0 */
/* GET /session: the caller's own name and picture, for what the gateway tells of a session (decision 0035).
 */
#include "common/store/profiles.h"
#include "proto/answers_session.h"
#include "services/crm/crm.h"

typedef struct {
    job_t job;
    user_profile_t staff;
    customer_profile_t customer;
} session_job_t;

static void answer(void *context)
{
    session_job_t *self = context;
    bool staff = self->job.caller.kind == PRINCIPAL_STAFF;
    const session_row_t row = {.name = staff ? self->staff.name : self->customer.name,
                               .avatar = staff ? self->staff.avatar : self->customer.avatar};
    row_write_object(job_out(&self->job), &session_card_columns, &row);
    job_answer(&self->job, STATUS_DONE);
}

void session_run(void *host, call_t *call)
{
    session_job_t *self = job_new(host, call, sizeof *self);
    if (self->job.caller.kind == PRINCIPAL_STAFF)
        profiles_read_staff(&self->job, self->job.staff_id, &self->staff);
    else
        profiles_read_customer(&self->job, self->job.customer_id, &self->customer);
    job_then(&self->job, answer);
}
