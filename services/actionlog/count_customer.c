/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/customer_detail (api.md 5): how many actions of each kind by one customer. */
#include "proto/answers_actionlog.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/statistics.h"

typedef struct {
    job_t job;
    counting_t counting;
} count_customer_t;

static void answer(void *context)
{
    count_customer_t *self = context;
    const action_counts_t *counts = &self->counting.total;
    buffer_t *detail = job_scratch(&self->job);
    for (int64_t action = 1; action <= ACTION_COUNT; action++) {
        buffer_append_char(detail, action == 1 ? '[' : ',');
        row_write_object(detail, &kind_columns,
                         &(kind_row_t){action, action_name(action), counts->of[action - 1]});
    }
    buffer_append_char(detail, ']');
    const customer_count_row_t row = {day_counts_sum(counts), buffer_text(detail)};
    job_answer_object(&self->job, STATUS_DONE, &customer_count_columns, &row);
}

static void count(void *context)
{
    count_customer_t *self = context;
    store_count_customer(&self->job, &self->counting);
    job_then(&self->job, answer);
}

void count_customer_run(void *host, call_t *call)
{
    count_customer_t *self = job_new(host, call, sizeof *self);
    self->counting.days = statistics_days(call_record(call), self->job.host->now());
    if (statistics_days_are_many(self->counting.days)) {
        store_clip_days(&self->job, &self->counting.days);
        job_then(&self->job, count);
    } else
        count(self);
}
