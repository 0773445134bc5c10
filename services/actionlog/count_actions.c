/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/count (api.md 5): how many actions of each kind; with by=day of each day too. */
#include "base/date.h"
#include "proto/answers_actionlog.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/statistics.h"

typedef struct {
    job_t job;
    counting_t counting;
} count_actions_t;

/* Where a text of the scratch ends, which may move while more is written. */
static size_t write_counts(buffer_t *out, const action_counts_t *counts)
{
    row_write_object(out, &action_counts_columns, counts);
    return out->size;
}

static size_t write_names(buffer_t *out)
{
    action_names_t names;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        names.of[i] = action_name((int64_t)i + 1);
    row_write_object(out, &action_names_columns, &names);
    return out->size;
}

static void add_day(buffer_t *out, int64_t day, const action_counts_t *counts)
{
    buffer_t date = {0}, detail = {0};
    date_write(&date, day);
    write_counts(&detail, counts);
    row_write_object(out, &day_columns, &(day_row_t){buffer_text(&date), buffer_text(&detail)});
    buffer_free(&date);
    buffer_free(&detail);
}

static void write_days(buffer_t *out, const counting_t *counting)
{
    buffer_append_char(out, '[');
    for (int64_t day = counting->days.from; day <= counting->days.to; day++) {
        if (day > counting->days.from)
            buffer_append_char(out, ',');
        add_day(out, day, &counting->by_day[day - counting->days.from]);
    }
    buffer_append_char(out, ']');
}

static void answer(void *context)
{
    count_actions_t *self = context;
    const counting_t *counting = &self->counting;
    buffer_t *texts = job_scratch(&self->job);
    const size_t names_end = write_names(texts), detail_end = write_counts(texts, &counting->total);
    if (counting->by_day)
        write_days(texts, counting);
    const count_row_t row = {.names = {texts->data, names_end},
                             .detail = {texts->data + names_end, detail_end - names_end},
                             .staff_id = self->job.staff_id,
                             .days = {texts->data + detail_end, texts->size - detail_end}};
    job_answer_object(&self->job, STATUS_DONE,
                      counting->by_day ? &count_columns : &count_without_days_columns, &row);
}

static void count(void *context)
{
    count_actions_t *self = context;
    store_count(&self->job, &self->counting);
    job_then(&self->job, answer);
}

/* Room for each of the days. */
static void begin_days(counting_t *counting, arena_t *arena)
{
    const int64_t days = counting->days.to - counting->days.from + 1;
    const size_t size = (days > 0 ? (size_t)days : 0) * sizeof *counting->by_day;
    counting->by_day = arena_new(arena, size);
    memset(counting->by_day, 0, size);
}

void count_actions_run(void *host, call_t *call)
{
    count_actions_t *self = job_new(host, call, sizeof *self);
    const statistics_request_t *request = call_record(call);
    const bool by_day = record_has(&request->record, STATISTICS_BY);
    self->counting.days = statistics_days(request, self->job.host->now());
    if (!statistics_days_are_many(self->counting.days)) {
        if (by_day)
            begin_days(&self->counting, self->job.arena);
        count(self);
    } else if (by_day)
        job_end_fault(&self->job, STATUS_INVALID, "create_date__gte", VALUE_INVALID,
                      TEXT_LITERAL("按天统计的日期范围不能超过366天"));
    else {
        store_clip_days(&self->job, &self->counting.days);
        job_then(&self->job, count);
    }
}
