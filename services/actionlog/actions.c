/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/time (the seed's last section, api.md 5): the log, newest first. */
#include "base/clock.h"
#include "common/store/profiles.h"
#include "proto/answers_crm.h"
#include "proto/requests.h"
#include "services/actionlog/actionlog.h"

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
    buffer_t *texts = job_scratch(&self->job);
    buffer_append_text(texts, customer->name);
    buffer_append_text(texts, action->remark);
    const size_t log_end = texts->size;
    clock_write_time(texts, action->time);
    rows_add(out, &action_columns,
             &(action_row_t){.staff_id = self->job.staff_id,
                             .customer_id = action->customer_id,
                             .avatar = customer->avatar,
                             .log = {texts->data, log_end},
                             .time = {texts->data + log_end, texts->size - log_end},
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

/* The profile of the row's customer: one that is being read already, or a new one. Neighbours in the log are
 * often the same customer's. */
static customer_profile_t *customer_of(actions_t *self, size_t index)
{
    const stored_action_t *rows = self->selection.rows;
    for (size_t i = index; i > 0; i--)
        if (rows[i - 1].customer_id == rows[index].customer_id)
            return self->customers[i - 1];
    customer_profile_t *customer = arena_new(self->job.arena, sizeof *customer);
    memset(customer, 0, sizeof *customer);
    profiles_read_customer(&self->job, rows[index].customer_id, customer);
    return customer;
}

static void read_customers(void *context)
{
    actions_t *self = context;
    const size_t count = self->selection.count;
    self->customers = arena_new(self->job.arena, count * sizeof *self->customers);
    for (size_t i = 0; i < count; i++)
        self->customers[i] = customer_of(self, i);
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
