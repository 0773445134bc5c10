/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/customer (api.md 5): who did most. */
#include "common/store/profiles.h"
#include "common/store/summaries.h"
#include "proto/answers_actionlog.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/statistics.h"

enum { DEFAULT_LENGTH = 10 };

typedef struct {
    job_t job;
    ranking_t ranking;
    /* Of the page: */
    customer_profile_t *customers;
    summary_t *summaries;
} rank_customers_t;

static void answer(void *context)
{
    rank_customers_t *self = context;
    const ranking_t *ranking = &self->ranking;
    buffer_t *out = job_out(&self->job);
    const statistics_request_t *request = call_record(self->job.call);
    const column_table_t *columns = request->rows == ROWS_FULL ? &full_ranked_customer_columns
                                                               : &ranked_customer_columns;
    rows_begin(out);
    for (size_t i = 0; i < ranking->count; i++) {
        const ranked_t *ranked = &ranking->ranked[i];
        const customer_profile_t *customer = &self->customers[i];
        const summary_t *summary = &self->summaries[i];
        rows_add(
            out, columns,
            &(ranked_customer_row_t){.customer_id = ranked->customer_id,
                                     .name = profiles_shown_name(summary->memo_name, summary->name, customer),
                                     .avatar = customer->avatar,
                                     .count = ranked->count,
                                     .memo_name = summary->memo_name});
    }
    rows_end(out, ranking->total);
    job_answer(&self->job, STATUS_DONE);
}

static void read_people(void *context)
{
    rank_customers_t *self = context;
    job_t *job = &self->job;
    store_end_ranking(job, &self->ranking);
    const size_t count = self->ranking.count;
    int64_t *ids = arena_new(job->arena, count * sizeof *ids);
    self->customers = arena_new_zeroed(job->arena, count * sizeof *self->customers);
    self->summaries = arena_new_zeroed(job->arena, count * sizeof *self->summaries);
    for (size_t i = 0; i < count; i++) {
        ids[i] = self->ranking.ranked[i].customer_id;
        profiles_read_customer(job, ids[i], &self->customers[i]);
    }
    summaries_read(job, (id_list_t){ids, count}, self->summaries);
    job_then(job, answer);
}

static void rank(void *context)
{
    rank_customers_t *self = context;
    store_rank(&self->job, &self->ranking);
    job_then(&self->job, read_people);
}

void rank_customers_run(void *host, call_t *call)
{
    rank_customers_t *self = job_new(host, call, sizeof *self);
    const statistics_request_t *request = call_record(call);
    const page_t page = page_of(request->page, request->length, DEFAULT_LENGTH);
    self->ranking = (ranking_t){
        .days = statistics_days(request, self->job.host->now()), .skip = page.skip, .length = page.length};
    if (statistics_days_are_many(self->ranking.days)) {
        store_clip_days(&self->job, &self->ranking.days);
        job_then(&self->job, rank);
    } else
        rank(self);
}
