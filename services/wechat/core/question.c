/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/core/question.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/json/check.h"

struct question {
    job_t *job; /* NULL: it waits no more */
    loop_timer_t *timer;
};

job_t *question_job(const question_t *self)
{
    return self->job;
}

/* How long a question may take: a call asks several. */
static int64_t patience(const job_t *job)
{
    enum { WHOLE_MS = 4500, LEAST_MS = 300 };
    const int64_t left = job->issued > 0 ? job->issued + WHOLE_MS - clock_now() : QUESTION_MS;
    return left < LEAST_MS ? LEAST_MS : left < QUESTION_MS ? left : QUESTION_MS;
}

static void stop_waiting(void *context)
{
    question_t *self = context;
    job_t *job = self->job;
    self->job = NULL;
    job_got(job, REDIS_OK);
}

question_t *question_new(job_t *job)
{
    question_t *self = memory_new_zeroed(sizeof *self);
    self->job = job;
    self->timer = loop_timer_new(wechat_of(job)->loop, stop_waiting, self);
    loop_timer_set(self->timer, patience(job));
    job_expect(job);
    return self;
}

void question_end(question_t **self_p)
{
    question_t *self = *self_p;
    *self_p = NULL;
    job_t *job = self->job;
    loop_timer_destroy(&self->timer);
    free(self);
    if (job)
        job_got(job, REDIS_OK);
}

/* ---- a pause ---- */

static void end_pause(void *context)
{
    question_t *self = context;
    question_end(&self);
}

void question_pause(job_t *job, int64_t ms)
{
    question_t *self = memory_new_zeroed(sizeof *self);
    self->job = job;
    self->timer = loop_timer_new(wechat_of(job)->loop, end_pause, self);
    loop_timer_set(self->timer, ms);
    job_expect(job);
}

/* ---- another service ---- */

typedef struct {
    job_t *job;
    service_answer_t *answer;
} service_call_t;

static void on_answer(void *context, status_t status, text_t data, unsigned retries)
{
    (void)retries;
    service_call_t *self = context;
    *self->answer = (service_answer_t){status, arena_copy(self->job->arena, data)};
    job_got(self->job, REDIS_OK);
}

static bool find_member(const service_answer_t *answer, const char *name, json_item_t *item)
{
    return json_check(answer->data) == JSON_OBJECT && json_find(answer->data, name, item);
}

bool question_is_away(status_t status)
{
    return status == STATUS_UNAVAILABLE || status == STATUS_DEADLINE || status == STATUS_TOO_MANY;
}

int64_t service_answer_int(const service_answer_t *answer, const char *name)
{
    json_item_t item;
    int64_t value;
    const bool found = find_member(answer, name, &item) && item.type == JSON_NUMBER;
    return found && text_to_int(item.value, &value) ? value : 0;
}

int64_t service_answer_row_int(const service_answer_t *answer, const char *name)
{
    json_item_t list, row;
    json_walk_t walk;
    if (!find_member(answer, "ret_data", &list) || list.type != JSON_ARRAY)
        return 0;
    json_walk_start(&walk, list.value);
    if (!json_walk_next(&walk, &row) || row.type != JSON_OBJECT)
        return 0;
    return service_answer_int(&(service_answer_t){answer->status, row.value}, name);
}

bool service_answer_is(const service_answer_t *answer, const char *name)
{
    json_item_t item;
    return find_member(answer, name, &item) && item.type == JSON_TRUE;
}

void question_give(method_id_t method, record_t *record, const char *key)
{
    const field_table_t *table = &contract_method(method)->request;
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].key && strcmp(table->fields[i].key, key) == 0)
            record->present |= UINT64_C(1) << i;
}

void question_service(job_t *job, method_id_t method, principal_t caller, const record_t *record, text_t key,
                      service_answer_t *answer)
{
    wechat_t *wechat = wechat_of(job);
    const method_t *called = contract_method(method);
    service_call_t *self = arena_new_zeroed(job->arena, sizeof *self);
    self->job = job;
    self->answer = answer;
    buffer_t *body = job_scratch(job);
    record_encode(body, &called->request, record);
    const request_t request = {.method = called,
                               .caller = caller,
                               .body = arena_copy(job->arena, buffer_text(body)),
                               .idempotency_key = key,
                               .issued = clock_now(),
                               .deadline = loop_now(wechat->loop) + patience(job),
                               .done = on_answer,
                               .context = self};
    job_expect(job);
    if (!rpc_client_send(wechat->client, &request)) {
        *answer = (service_answer_t){STATUS_UNAVAILABLE, TEXT_NONE};
        job_got(job, REDIS_OK);
    }
}
