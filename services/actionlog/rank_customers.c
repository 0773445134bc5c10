/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/customer (api.md 5): who did most. */
#include "common/store/profiles.h"
#include "proto/answers_actionlog.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/statistics.h"

enum { DEFAULT_LENGTH = 10 };

typedef struct {
    job_t job;
    ranking_t ranking;
    customer_profile_t *customers; /* of the page */
} rank_customers_t;

static void answer(void *context)
{
    rank_customers_t *self = context;
    const ranking_t *ranking = &self->ranking;
    buffer_t *out = job_out(&self->job);
    rows_begin(out);
    for (size_t i = 0; i < ranking->count; i++) {
        const ranked_t *ranked = &ranking->ranked[i];
        rows_add(out, &ranked_customer_columns,
                 &(ranked_customer_row_t){
                     .customer_id = ranked->customer_id,
                     .name = profiles_shown_name(ranked->memo_name, ranked->name, &self->customers[i]),
                     .avatar = self->customers[i].avatar,
                     .count = ranked->count});
    }
    rows_end(out, ranking->total);
    job_answer(&self->job, STATUS_DONE);
}

static void read_people(void *context)
{
    rank_customers_t *self = context;
    store_name_ranked(&self->job, &self->ranking);
    const size_t size = self->ranking.count * sizeof *self->customers;
    self->customers = arena_new(self->job.arena, size);
    memset(self->customers, 0, size);
    for (size_t i = 0; i < self->ranking.count; i++)
        profiles_read_customer(&self->job, self->ranking.ranked[i].customer_id, &self->customers[i]);
    job_then(&self->job, answer);
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
