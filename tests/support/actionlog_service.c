/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/actionlog_service.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/store/keys.h"
#include "proto/records.h"

int64_t log_service_now;

static int64_t log_service_clock(void)
{
    return log_service_now;
}

static void add_customer(log_service_t *self, int64_t id, const char *name)
{
    customer_profile_t profile = {
        .record.present = 7, .id = id, .name = text_of(name), .avatar = TEXT_LITERAL("a.jpg")};
    char key[32];
    buffer_t member = {0};
    keys_age_member(&member, log_service_now, id, 1);
    snprintf(key, sizeof key, "customer:%lld", (long long)id);
    service_fixture_set(&self->base, key, &customer_profile_table, &profile.record);
    redis_server_do(self->base.server, "HSET rel:{u:%d}:%lld member %b", STAFF, (long long)id, member.data,
                    member.size);
    buffer_free(&member);
}

log_service_t *log_service_new(void)
{
    log_service_t *self = memory_new_zeroed(sizeof *self);
    service_fixture_open(&self->base, &(service_fixture_options_t){.endpoint = "inproc://actionlog",
                                                                   .scripts = actionlog_scripts,
                                                                   .handlers = actionlog_handlers,
                                                                   .handler_count = actionlog_handler_count,
                                                                   .now = log_service_clock});
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-21T15:18:01"), &log_service_now));
    add_customer(self, ZHANG, "张聪");
    add_customer(self, JU, "张炬");
    return self;
}

void log_service_destroy(log_service_t **self_p)
{
    log_service_t *self = *self_p;
    *self_p = NULL;
    service_fixture_close(&self->base);
    free(self);
}

status_t log_service_record(log_service_t *self, act_t act, const char **data)
{
    rpc_call_t call = {.method = METHOD_RECORD_ACTION,
                       .caller = act.customer_id,
                       .id = act.call,
                       .retries = act.retries,
                       .issued = act.issued,
                       .parameters = act.parameters};
    return test_client_call(self->base.client, &call, data);
}

void log_service_record_plain(log_service_t *self, int64_t customer_id, const char *action,
                              const char *remark)
{
    act_t act = {customer_id, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", action, "remark", remark)};
    cr_assert_eq(log_service_record(self, act, NULL), STATUS_DONE);
}

json_t *log_service_ask(log_service_t *self, const char *const *parameters)
{
    return log_service_read(
        self, &(rpc_call_t){.method = METHOD_ACTIONS, .caller = STAFF, .parameters = parameters});
}

json_t *log_service_read(log_service_t *self, const rpc_call_t *call)
{
    const char *data;
    json_error_t error;
    status_t status = test_client_call(self->base.client, call, &data);
    cr_assert(status == STATUS_DONE || status == STATUS_EMPTY, "status %s", status_info(status)->name);
    json_t *answer = json_loads(data, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(answer, "%s: %s", error.text, data);
    return answer;
}

const char *log_service_row_text(const json_t *answer, size_t index, const char *name)
{
    const char *text = json_string_value(
        json_object_get(json_array_get(json_object_get(answer, "ret_data"), index), name));
    return text ? text : "(none)";
}
