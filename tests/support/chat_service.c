/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/chat_service.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/rpc/zsocket.h"
#include "proto/records.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { STAFF = 7, CUSTOMER = 9, PARAMETERS_MAX = 16, READY_LIMIT = 5000 /* ms */ };

static bool is_ready(void *context)
{
    const chat_service_t *self = context;
    return redis_is_connected(self->redis) && cache_is_tracking(self->profiles);
}

static void set_record(chat_service_t *self, const char *key, const field_table_t *table,
                       const record_t *record)
{
    buffer_t value = {0};
    record_encode(&value, table, record);
    redis_server_do(self->server, "SET %s %b", key, value.data, value.size);
    buffer_free(&value);
}

/* Marks fields as given, by their names at the edge. */
static void mark(record_t *record, const field_table_t *table, const char *const *names)
{
    for (; *names; names++)
        record->present |= UINT64_C(1) << field_index(table, text_of(*names));
}

static void add_people(chat_service_t *self)
{
    user_profile_t staff = {.id = STAFF,
                            .name = TEXT_LITERAL("张聪"),
                            .avatar = TEXT_LITERAL("u.jpg"),
                            .business_phone = TEXT_LITERAL("18932674288"),
                            .wechat = TEXT_LITERAL("wx")};
    customer_profile_t customer = {
        .id = CUSTOMER, .name = TEXT_LITERAL("又\"胖"), .avatar = TEXT_LITERAL("c.jpg")};
    mark(&staff.record, &user_profile_table,
         RPC_PARAMETERS("id", "username", "avatar", "mingpian_phone", "wechat"));
    mark(&customer.record, &customer_profile_table, RPC_PARAMETERS("id", "username", "headimgurl"));
    set_record(self, "user:7", &user_profile_table, &staff.record);
    set_record(self, "customer:9", &customer_profile_table, &customer.record);
    redis_server_do(self->server, "HSET rel:{u:7}:9 member 5ba4a0f9A9");
}

chat_service_t *chat_service_new(void)
{
    static const char *const prefixes[] = {"user:", "customer:", NULL};
    chat_service_t *self = memory_new_zeroed(sizeof *self);
    self->server = redis_server_new(NULL);
    add_people(self);
    const redis_options_t redis = {.address = redis_server_address(self->server), .scripts = chat_scripts};
    self->loop = loop_new();
    self->redis = redis_new(self->loop, &redis);
    self->profiles = cache_new(self->loop, &(cache_options_t){&redis, prefixes, 1000});
    host_open(&self->host, self->redis, self->profiles, clock_now);
    self->rpc = server_new(self->loop, &(server_options_t){.endpoint = "inproc://chat",
                                                           .handlers = chat_handlers,
                                                           .handler_count = chat_handler_count,
                                                           .service = &self->host,
                                                           .in_flight_limit = 100});
    cr_assert_not_null(self->rpc);
    self->client = rpc_client_new(self->loop, "inproc://chat");
    cr_assert(clock_set_zone("Asia/Shanghai"));
    cr_assert(loop_wait(self->loop, is_ready, self, READY_LIMIT));
    return self;
}

void chat_service_destroy(chat_service_t *self)
{
    json_decref(self->data);
    rpc_client_destroy(&self->client);
    cache_destroy(&self->profiles);
    redis_destroy(&self->redis);
    server_destroy(&self->rpc);
    host_close(&self->host);
    loop_destroy(&self->loop);
    zsocket_context_end();
    redis_server_destroy(&self->server);
    free(self);
    leak_check();
}

void chat_service_ask_again(chat_service_t *self, method_id_t method, uint64_t id, unsigned retries,
                            const char *const *parameters)
{
    const bool staff = contract_method(method)->caller == PRINCIPAL_STAFF;
    const char *all[PARAMETERS_MAX + 3] = {staff ? "customer_id" : "u_id", staff ? "9" : "7"};
    for (size_t i = 0; parameters && parameters[i]; i++) {
        cr_assert_lt(i, PARAMETERS_MAX);
        all[i + 2] = parameters[i];
    }
    const rpc_call_t call = {method, staff ? STAFF : CUSTOMER, id, retries, self->issued, all};
    const char *data;
    self->status = rpc_client_call(self->client, &call, &data);
    json_decref(self->data);
    json_error_t error;
    self->data = json_loads(data, JSON_REJECT_DUPLICATES, &error);
    cr_assert(self->data || *data == '\0', "%s: %s", error.text, data);
}

void chat_service_ask(chat_service_t *self, method_id_t method, const char *const *parameters)
{
    chat_service_ask_again(self, method, 0, 0, parameters);
}

void chat_service_say(chat_service_t *self, method_id_t method, const char *text)
{
    buffer_t content = {0};
    buffer_append_format(&content, "{\"info_type\":1,\"msg\":\"%s\"}", text);
    buffer_append_char(&content, '\0');
    chat_service_ask(self, method, RPC_PARAMETERS("content", content.data));
    cr_assert_eq(self->status, STATUS_DONE);
    buffer_free(&content);
}

/* Checks that it is a time, and puts 0 in its place. */
static void blank_time(json_t *object)
{
    json_t *time = json_object_get(object, "dateTime");
    int64_t value;
    if (!time)
        return;
    cr_assert(clock_read_time(text_of(json_string_value(time)), &value));
    json_object_set_new(object, "dateTime", json_integer(0));
}

void chat_service_expect(chat_service_t *self, status_t status, const char *json)
{
    cr_assert_eq(self->status, status, "status %d", (int)self->status);
    json_t *expected = json_loads(json, JSON_REJECT_DUPLICATES, NULL), *row;
    size_t index;
    cr_assert_not_null(expected, "the test's own JSON is wrong: %s", json);
    blank_time(self->data);
    json_array_foreach(json_object_get(self->data, "ret_data"), index, row) blank_time(row);
    char *text = json_dumps(self->data, JSON_SORT_KEYS);
    cr_assert(json_equal(self->data, expected), "got %s", text);
    free(text);
    json_decref(expected);
}

int64_t chat_service_number(chat_service_t *self, const char *name)
{
    return json_integer_value(json_object_get(self->data, name));
}

int64_t chat_service_row_number(chat_service_t *self, size_t row, const char *name)
{
    return json_integer_value(
        json_object_get(json_array_get(json_object_get(self->data, "ret_data"), row), name));
}

size_t chat_service_rows(chat_service_t *self)
{
    return json_array_size(json_object_get(self->data, "ret_data"));
}
