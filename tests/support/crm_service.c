/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/crm_service.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/store/catalogue.h"
#include "common/store/keys.h"
#include "proto/records.h"

extern const char lua_support_summarize[]; /* summarize.lua */

int64_t crm_service_now;

static int64_t crm_service_clock(void)
{
    return crm_service_now;
}

void crm_service_add_staff(crm_service_t *self, int64_t id, int64_t company_id)
{
    user_profile_t profile = {.id = id, .company_id = company_id, .name = TEXT_LITERAL("员工")};
    char key[32];
    record_mark(&profile.record, &user_profile_table, RPC_PARAMETERS("id", "company_id", "username"));
    snprintf(key, sizeof key, "user:%lld", (long long)id);
    service_fixture_set(&self->base, key, &user_profile_table, &profile.record);
}

void crm_service_add_customer(crm_service_t *self, int64_t id, const char *name)
{
    customer_profile_t profile = {.id = id, .name = text_of(name), .avatar = TEXT_LITERAL("a.jpg")};
    char key[32];
    record_mark(&profile.record, &customer_profile_table, RPC_PARAMETERS("id", "username", "headimgurl"));
    snprintf(key, sizeof key, "customer:%lld", (long long)id);
    service_fixture_set(&self->base, key, &customer_profile_table, &profile.record);
}

void crm_service_add_tag(crm_service_t *self, int64_t id, const char *name, int64_t company_id)
{
    redis_server_do(self->base.server, "EVAL %s 1 catalogue:%lld %lld 0 %s", lua_catalogue_put,
                    (long long)company_id, (long long)id, name);
}

crm_service_t *crm_service_new(void)
{
    crm_service_t *self = memory_new_zeroed(sizeof *self);
    service_fixture_open(&self->base, &(service_fixture_options_t){.endpoint = "inproc://crm",
                                                                   .scripts = crm_scripts,
                                                                   .handlers = crm_handlers,
                                                                   .handler_count = crm_handler_count,
                                                                   .now = crm_service_clock});
    clock_read_time(TEXT_LITERAL("2018-09-21T15:18:01"), &crm_service_now);
    crm_service_add_staff(self, STAFF, COMPANY);
    crm_service_add_staff(self, COLLEAGUE, COMPANY);
    return self;
}

void crm_service_destroy(crm_service_t **self_p)
{
    crm_service_t *self = *self_p;
    *self_p = NULL;
    service_fixture_close(&self->base);
    free(self);
}

static void set_field(crm_service_t *self, const bond_t *bond, const char *field, int64_t value)
{
    if (value != 0)
        redis_server_do(self->base.server, "HSET rel:{u:%lld}:%lld %s %lld", (long long)bond->staff_id,
                        (long long)bond->customer_id, field, (long long)value);
}

static void set_place(crm_service_t *self, int64_t staff_id, const char *order, int64_t score, text_t member)
{
    redis_server_do(self->base.server, "ZADD rels:{u:%lld}:%s %lld %b", (long long)staff_id, order,
                    (long long)score, member.data, member.size);
}

void crm_service_bind(crm_service_t *self, const bond_t *bond)
{
    buffer_t buffer = {0};
    keys_age_member(&buffer, bond->created, bond->customer_id, bond->source);
    text_t member = buffer_text(&buffer);
    redis_server_do(self->base.server, "HSET rel:{u:%lld}:%lld member %b", (long long)bond->staff_id,
                    (long long)bond->customer_id, member.data, member.size);
    set_field(self, bond, REL_SOURCE, bond->source);
    set_field(self, bond, REL_EXPECTED_PR, bond->expected_pr);
    if (bond->name)
        redis_server_do(self->base.server, "HSET rel:{u:%lld}:%lld name %s", (long long)bond->staff_id,
                        (long long)bond->customer_id, bond->name);
    redis_server_do(self->base.server, "EVAL %s 2 rel:{u:%lld}:%lld summaries:{u:%lld}",
                    lua_support_summarize, (long long)bond->staff_id, (long long)bond->customer_id,
                    (long long)bond->staff_id);
    set_place(self, bond->staff_id, "created", 0, member);
    set_place(self, bond->staff_id, "expected_pr", bond->expected_pr, member);
    if (bond->follow != 0) {
        set_place(self, bond->staff_id, "follow", bond->follow, member);
        set_place(self, bond->staff_id, "follow:aged", 0, member);
    }
    if (bond->activity != 0) {
        set_place(self, bond->staff_id, "activity", bond->activity, member);
        set_place(self, bond->staff_id, "activity:aged", 0, member);
    }
    buffer_free(&buffer);
}

void crm_service_bind_many(crm_service_t *self, int64_t staff_id, int64_t count)
{
    redis_server_do(
        self->base.server, "EVAL %s 0 %lld %lld",
        "local world = '{u:' .. ARGV[1] .. '}'\n"
        "for i = 1, tonumber(ARGV[2]) do\n"
        "  local id = string.format('%d', i)\n"
        "  local source = 1 + i % 4\n"
        "  local member = string.format('%08x', 1500000000 + i) .. string.char(64 + #id) .. id .. "
        "string.char(96 + source)\n"
        "  local order, rels = i % 2 == 1 and 'follow' or 'activity', 'rels:' .. world .. ':'\n"
        "  redis.call('HSET', 'rel:' .. world .. ':' .. id, 'member', member, 'source', source)\n"
        "  redis.call('ZADD', rels .. 'created', 0, member)\n"
        "  redis.call('ZADD', rels .. 'expected_pr', i % 101, member)\n"
        "  redis.call('ZADD', rels .. order, 1500000000000 + i, member)\n"
        "  redis.call('ZADD', rels .. order .. ':aged', 0, member)\n"
        "end",
        (long long)staff_id, (long long)count);
}

status_t crm_service_call(crm_service_t *self, method_id_t method, const char *const *parameters)
{
    rpc_call_t call = {.method = method, .caller = STAFF, .parameters = parameters};
    return test_client_call(self->base.client, &call, NULL);
}

json_t *crm_service_ask(crm_service_t *self, method_id_t method, const char *const *parameters)
{
    const char *data;
    json_error_t error;
    rpc_call_t call = {.method = method, .caller = STAFF, .parameters = parameters};
    status_t status = test_client_call(self->base.client, &call, &data);
    cr_assert_eq(status, STATUS_DONE, "status %s", status_info(status)->name);
    json_t *answer = json_loads(data, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(answer, "%s: %s", error.text, data);
    return answer;
}

char *crm_service_field(crm_service_t *self, int64_t customer_id, const char *field)
{
    redis_reply_t *reply = redis_server_ask(self->base.server, "HGET rel:{u:%d}:%lld %s", STAFF,
                                            (long long)customer_id, field);
    char *text = memory_copy_text(redis_text(reply));
    redis_reply_free(reply);
    return text;
}
