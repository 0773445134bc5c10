/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/get_new_log (api.md 5): rows not yet given by it. Oldest first, as getmsg: of more
 * than fit an answer the oldest are given, so that those of the next answer follow them. */
#include "proto/answers_actionlog.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/log_rows.h"

typedef struct {
    job_t job;
    given_t given;
    customer_profile_t **customers; /* of the rows */
} new_actions_t;

static void add_row(new_actions_t *self, buffer_t *out, size_t index)
{
    const stored_action_t *action = &self->given.rows[index];
    const customer_profile_t *customer = self->customers[index];
    const log_texts_t texts = log_rows_texts(&self->job, action, customer);
    rows_add(out, &new_action_columns,
             &(new_action_row_t){.staff_id = self->job.staff_id,
                                 .customer_id = action->customer_id,
                                 .avatar = customer->avatar,
                                 .log = texts.log,
                                 .time = texts.time,
                                 .action = action_name(action->action)});
}

static void answer(void *context)
{
    new_actions_t *self = context;
    buffer_t *out = job_out(&self->job);
    rows_begin(out);
    for (size_t i = 0; i < self->given.count; i++)
        add_row(self, out, i);
    rows_end(out, (int64_t)self->given.count);
    job_answer(&self->job, self->given.count > 0 ? STATUS_DONE : STATUS_EMPTY);
}

static void read_customers(void *context)
{
    new_actions_t *self = context;
    self->customers = log_rows_customers(&self->job, self->given.rows, self->given.count);
    job_then(&self->job, answer);
}

void new_actions_run(void *host, call_t *call)
{
    new_actions_t *self = job_new(host, call, sizeof *self);
    store_take_new(&self->job, &self->given);
    job_then(&self->job, read_customers);
}
