/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_expected_time and …/update_expected_pr (seed 1.7 and 1.8, api.md 4): the
 * value, the last follow time and a note, all or nothing. */
#include "common/keys.h"
#include "proto/date.h"
#include "services/crm/update.h"

/* What is to be followed up, but for the value. */
typedef struct {
    text_t field;
    bool in_summary;
    text_t note_begin;
} expected_t;

static const expected_t expected_time = {TEXT_CONSTANT(REL_EXPECTED_TIME), true,
                                         TEXT_CONSTANT("更新预计成交日期: ")};
static const expected_t expected_pr = {TEXT_CONSTANT(REL_EXPECTED_PR), false,
                                       TEXT_CONSTANT("更新预计成交率为: ")};

/* `value` is freed. */
static void follow_up(crm_t *crm, call_t *call, const expected_t *expected, buffer_t *value)
{
    update_t *update = update_begin(crm, call);
    buffer_t note = {0};
    buffer_append_text(&note, expected->note_begin);
    buffer_append_text(&note, buffer_text(value));
    follow_up_t given = {.field = {expected->field, buffer_text(value)},
                         .in_summary = expected->in_summary,
                         .time = crm->now(),
                         .note = buffer_text(&note)};
    store_follow_up(crm->store, &update->write, &given);
    buffer_free(&note);
    buffer_free(value);
    update_sent(update);
}

void update_expected_time_run(void *service, call_t *call)
{
    const update_request_t *request = call_record(call);
    buffer_t value = {0};
    date_write(&value, request->expected_time);
    follow_up(service, call, &expected_time, &value);
}

void update_expected_pr_run(void *service, call_t *call)
{
    const update_request_t *request = call_record(call);
    buffer_t value = {0};
    buffer_append_int(&value, request->expected_pr);
    follow_up(service, call, &expected_pr, &value);
}
