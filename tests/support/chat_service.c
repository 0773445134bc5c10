/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/chat_service.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "proto/records.h"
#include "tests/support/leak_check.h"

enum { STAFF = 7, CUSTOMER = 9, PARAMETERS_MAX = 16, READY_LIMIT = 5000 /* ms */ };

static void add_people(chat_service_t *self)
{
    user_profile_t staff = {.id = STAFF,
                            .name = TEXT_LITERAL("张聪"),
                            .avatar = TEXT_LITERAL("u.jpg"),
                            .business_phone = TEXT_LITERAL("18932674288"),
                            .wechat = TEXT_LITERAL("wx")};
    customer_profile_t customer = {
        .id = CUSTOMER, .name = TEXT_LITERAL("又\"胖"), .avatar = TEXT_LITERAL("c.jpg")};
    record_mark(&staff.record, &user_profile_table,
                RPC_PARAMETERS("id", "username", "avatar", "mingpian_phone", "wechat"));
    record_mark(&customer.record, &customer_profile_table, RPC_PARAMETERS("id", "username", "headimgurl"));
    service_fixture_set(&self->base, "user:7", &user_profile_table, &staff.record);
    service_fixture_set(&self->base, "customer:9", &customer_profile_table, &customer.record);
    redis_server_do(self->base.server, "HSET rel:{u:7}:9 member 5ba4a0f9A9");
}

chat_service_t *chat_service_new(void)
{
    chat_service_t *self = memory_new_zeroed(sizeof *self);
    service_fixture_open(&self->base, &(service_fixture_options_t){.endpoint = "inproc://chat",
                                                                   .scripts = chat_scripts,
                                                                   .handlers = chat_handlers,
                                                                   .handler_count = chat_handler_count,
                                                                   .now = clock_now});
    add_people(self);
    return self;
}

void chat_service_destroy(chat_service_t *self)
{
    json_decref(self->data);
    service_fixture_close(&self->base);
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
    self->status = test_client_call(self->base.client, &call, &data);
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
