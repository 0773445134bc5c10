/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/actionlog_service.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/rpc/zsocket.h"
#include "common/store/keys.h"
#include "proto/records.h"
#include "tests/support/loop_wait.h"

enum { SOON = 5000 /* ms */ };

int64_t log_service_now;

static int64_t log_service_clock(void)
{
    return log_service_now;
}

static bool is_ready(void *context)
{
    const log_service_t *self = context;
    return redis_is_connected(self->redis) && cache_is_tracking(self->profiles);
}

static void add_customer(log_service_t *self, int64_t id, const char *name)
{
    customer_profile_t profile = {
        .record.present = 7, .id = id, .name = text_of(name), .avatar = TEXT_LITERAL("a.jpg")};
    buffer_t value = {0}, member = {0};
    record_encode(&value, &customer_profile_table, &profile.record);
    keys_age_member(&member, log_service_now, id, 1);
    redis_server_do(self->server, "SET customer:%lld %b", (long long)id, value.data, value.size);
    redis_server_do(self->server, "HSET rel:{u:%d}:%lld member %b", STAFF, (long long)id, member.data,
                    member.size);
    buffer_free(&value);
    buffer_free(&member);
}

log_service_t *log_service_new(void)
{
    static const char *const prefixes[] = {"customer:", NULL};
    log_service_t *self = memory_new_zeroed(sizeof *self);
    self->server = redis_server_new(NULL);
    self->loop = loop_new();
    redis_options_t redis = {.address = redis_server_address(self->server), .scripts = actionlog_scripts};
    cache_options_t cache = {.redis = &redis, .prefixes = prefixes, .limit = 1000};
    self->redis = redis_new(self->loop, &redis);
    self->profiles = cache_new(self->loop, &cache);
    host_open(&self->host, self->redis, self->profiles, log_service_clock);
    server_options_t rpc = {.endpoint = "inproc://actionlog",
                            .handlers = actionlog_handlers,
                            .handler_count = actionlog_handler_count,
                            .service = &self->host,
                            .in_flight_limit = 100};
    self->rpc = server_new(self->loop, &rpc);
    cr_assert_not_null(self->rpc);
    self->client = rpc_client_new(self->loop, "inproc://actionlog");
    cr_assert(clock_set_zone("Asia/Shanghai"));
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-21T15:18:01"), &log_service_now));
    add_customer(self, ZHANG, "张聪");
    add_customer(self, JU, "张炬");
    cr_assert(loop_wait(self->loop, is_ready, self, SOON), "no connection to redis-server");
    return self;
}

void log_service_destroy(log_service_t **self_p)
{
    log_service_t *self = *self_p;
    *self_p = NULL;
    rpc_client_destroy(&self->client);
    server_destroy(&self->rpc);
    redis_destroy(&self->redis);
    cache_destroy(&self->profiles);
    host_close(&self->host);
    loop_destroy(&self->loop);
    zsocket_context_end();
    redis_server_destroy(&self->server);
    free(self);
}

int64_t log_service_number(log_service_t *self, const char *command)
{
    redis_reply_t *reply = redis_server_ask(self->server, command);
    cr_assert_neq(reply->type, REDIS_REPLY_ERROR, "%s: %s", command, reply->str);
    int64_t value = redis_int(reply);
    redis_reply_free(reply);
    return value;
}

status_t log_service_record(log_service_t *self, act_t act, const char **data)
{
    rpc_call_t call = {.method = METHOD_RECORD_ACTION,
                       .caller = act.customer_id,
                       .id = act.call,
                       .retries = act.retries,
                       .issued = act.issued,
                       .parameters = act.parameters};
    return rpc_client_call(self->client, &call, data);
}

void log_service_record_plain(log_service_t *self, int64_t customer_id, const char *action,
                              const char *remark)
{
    act_t act = {customer_id, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", action, "remark", remark)};
    cr_assert_eq(log_service_record(self, act, NULL), STATUS_DONE);
}

json_t *log_service_ask(log_service_t *self, const char *const *parameters)
{
    const char *data;
    json_error_t error;
    rpc_call_t call = {.method = METHOD_ACTIONS, .caller = STAFF, .parameters = parameters};
    status_t status = rpc_client_call(self->client, &call, &data);
    cr_assert_eq(status, STATUS_DONE, "status %s", status_info(status)->name);
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
