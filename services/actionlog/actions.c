/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/time (the seed's last section, api.md 5): the log, newest first. */
#include "base/clock.h"
#include "proto/answers_crm.h"
#include "proto/requests.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/log_rows.h"

enum { DEFAULT_LENGTH = 10 };

typedef struct {
    job_t job;
    selection_t selection;
    customer_profile_t **customers; /* of the rows; those of one customer share it */
} actions_t;

static void add_row(actions_t *self, buffer_t *out, size_t index)
{
    const stored_action_t *action = &self->selection.rows[index];
    const customer_profile_t *customer = self->customers[index];
    const log_texts_t texts = log_rows_texts(&self->job, action, customer);
    rows_add(out, &action_columns,
             &(action_row_t){.staff_id = self->job.staff_id,
                             .customer_id = action->customer_id,
                             .avatar = customer->avatar,
                             .log = texts.log,
                             .time = texts.time,
                             .action = action->action});
}

static void answer(void *context)
{
    actions_t *self = context;
    buffer_t *out = job_out(&self->job);
    rows_begin(out);
    for (size_t i = 0; i < self->selection.count; i++)
        add_row(self, out, i);
    rows_end(out, self->selection.total);
    job_answer(&self->job, STATUS_DONE);
}

static void read_customers(void *context)
{
    actions_t *self = context;
    self->customers = log_rows_customers(&self->job, self->selection.rows, self->selection.count);
    job_then(&self->job, answer);
}

/* What has happened has happened by now, whatever clock dated it: a range into the future has no end, so that
 * today's has the rows of the future too (common/store/row_time.h). */
static selection_t selection_of(const action_request_t *request, int64_t now)
{
    const page_t page = page_of(request->page, request->length, DEFAULT_LENGTH);
    selection_t selection = {.action = request->action,
                             .from = TIME_NONE,
                             .to = TIME_NONE,
                             .skip = page.skip,
                             .length = page.length};
    if (record_has(&request->record, ACTIONS_FROM_DAY))
        selection.from = clock_day_start(request->from_day);
    if (record_has(&request->record, ACTIONS_TO_DAY))
        selection.to = clock_day_start(request->to_day + 1);
    if (selection.from <= now && selection.to > now)
        selection.to = TIME_NONE;
    return selection;
}

void actions_run(void *host, call_t *call)
{
    actions_t *self = job_new(host, call, sizeof *self);
    self->selection = selection_of(call_record(call), self->job.host->now());
    store_read_page(&self->job, &self->selection);
    job_then(&self->job, read_customers);
}
