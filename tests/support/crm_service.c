/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/crm_service.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/rpc/zsocket.h"
#include "common/store/keys.h"
#include "common/store/summary.h"
#include "proto/records.h"
#include "tests/support/loop_wait.h"

extern const char lua_support_summarize[]; /* summarize.lua */

int64_t crm_service_now;

static int64_t crm_service_clock(void)
{
    return crm_service_now;
}

static bool is_ready(void *context)
{
    const crm_service_t *self = context;
    return redis_is_connected(self->redis) && cache_is_tracking(self->profiles);
}

static void set_record(crm_service_t *self, const buffer_t *key, const field_table_t *table,
                       const record_t *record)
{
    buffer_t value = {0};
    record_encode(&value, table, record);
    redis_server_do(self->server, "SET %b %b", key->data, key->size, value.data, value.size);
    buffer_free(&value);
}

/* Marks fields as given, by their names at the edge. */
static void mark(record_t *record, const field_table_t *table, const char *const *names)
{
    for (; *names; names++)
        record->present |= UINT64_C(1) << field_index(table, text_of(*names));
}

static void add_staff(crm_service_t *self, int64_t id)
{
    user_profile_t profile = {.id = id, .company_id = COMPANY, .name = TEXT_LITERAL("员工")};
    buffer_t key = {0};
    mark(&profile.record, &user_profile_table, RPC_PARAMETERS("id", "company_id", "username"));
    keys_user(&key, id);
    set_record(self, &key, &user_profile_table, &profile.record);
    buffer_free(&key);
}

void crm_service_add_customer(crm_service_t *self, int64_t id, const char *name)
{
    customer_profile_t profile = {.id = id, .name = text_of(name), .avatar = TEXT_LITERAL("a.jpg")};
    buffer_t key = {0};
    mark(&profile.record, &customer_profile_table, RPC_PARAMETERS("id", "username", "headimgurl"));
    keys_customer(&key, id);
    set_record(self, &key, &customer_profile_table, &profile.record);
    buffer_free(&key);
}

void crm_service_add_tag(crm_service_t *self, int64_t id, const char *name, int64_t company_id)
{
    tag_profile_t profile = {.id = id, .name = text_of(name), .company_id = company_id};
    buffer_t key = {0};
    mark(&profile.record, &tag_profile_table, RPC_PARAMETERS("id", "name"));
    if (company_id != 0)
        mark(&profile.record, &tag_profile_table, RPC_PARAMETERS("company_id"));
    keys_tag(&key, id);
    set_record(self, &key, &tag_profile_table, &profile.record);
    buffer_free(&key);
}

crm_service_t *crm_service_new(void)
{
    static const char *const prefixes[] = {"user:", "customer:", "tag:", NULL};
    crm_service_t *self = memory_new_zeroed(sizeof *self);
    self->server = redis_server_new(NULL);
    self->loop = loop_new();
    redis_options_t redis = {.address = redis_server_address(self->server), .scripts = crm_scripts};
    cache_options_t cache = {.redis = &redis, .prefixes = prefixes, .limit = 1000};
    self->redis = redis_new(self->loop, &redis);
    self->profiles = cache_new(self->loop, &cache);
    host_open(&self->host, self->redis, self->profiles, crm_service_clock);
    server_options_t rpc = {.endpoint = "inproc://crm",
                            .handlers = crm_handlers,
                            .handler_count = crm_handler_count,
                            .service = &self->host,
                            .in_flight_limit = 100};
    self->rpc = server_new(self->loop, &rpc);
    cr_assert_not_null(self->rpc);
    self->client = rpc_client_new(self->loop, "inproc://crm");
    cr_assert(clock_set_zone("Asia/Shanghai"));
    clock_read_time(TEXT_LITERAL("2018-09-21T15:18:01"), &crm_service_now);
    add_staff(self, STAFF);
    add_staff(self, COLLEAGUE);
    cr_assert(loop_wait(self->loop, is_ready, self, 5000), "no connection to redis-server");
    return self;
}

void crm_service_destroy(crm_service_t **self_p)
{
    crm_service_t *self = *self_p;
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

static void set_field(crm_service_t *self, const bond_t *bond, const char *field, int64_t value)
{
    if (value != 0)
        redis_server_do(self->server, "HSET rel:{u:%lld}:%lld %s %lld", (long long)bond->staff_id,
                        (long long)bond->customer_id, field, (long long)value);
}

static void set_place(crm_service_t *self, int64_t staff_id, const char *order, int64_t score, text_t member)
{
    redis_server_do(self->server, "ZADD rels:{u:%lld}:%s %lld %b", (long long)staff_id, order,
                    (long long)score, member.data, member.size);
}

void crm_service_bind(crm_service_t *self, const bond_t *bond)
{
    buffer_t buffer = {0};
    keys_age_member(&buffer, bond->created, bond->customer_id, bond->source);
    text_t member = buffer_text(&buffer);
    redis_server_do(self->server, "HSET rel:{u:%lld}:%lld member %b", (long long)bond->staff_id,
                    (long long)bond->customer_id, member.data, member.size);
    set_field(self, bond, REL_SOURCE, bond->source);
    set_field(self, bond, REL_EXPECTED_PR, bond->expected_pr);
    if (bond->name)
        redis_server_do(self->server, "HSET rel:{u:%lld}:%lld name %s", (long long)bond->staff_id,
                        (long long)bond->customer_id, bond->name);
    redis_server_do(self->server, "EVAL %s 2 rel:{u:%lld}:%lld summaries:{u:%lld}", lua_support_summarize,
                    (long long)bond->staff_id, (long long)bond->customer_id, (long long)bond->staff_id);
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
        self->server, "EVAL %s 0 %lld %lld",
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
    return rpc_client_call(self->client, &call, NULL);
}

json_t *crm_service_ask(crm_service_t *self, method_id_t method, const char *const *parameters)
{
    const char *data;
    json_error_t error;
    rpc_call_t call = {.method = method, .caller = STAFF, .parameters = parameters};
    status_t status = rpc_client_call(self->client, &call, &data);
    cr_assert_eq(status, STATUS_DONE, "status %s", status_info(status)->name);
    json_t *answer = json_loads(data, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(answer, "%s: %s", error.text, data);
    return answer;
}

char *crm_service_field(crm_service_t *self, int64_t customer_id, const char *field)
{
    redis_reply_t *reply = redis_server_ask(self->server, "HGET rel:{u:%d}:%lld %s", STAFF,
                                            (long long)customer_id, field);
    char *text = memory_copy_text(redis_text(reply));
    redis_reply_free(reply);
    return text;
}

int64_t crm_service_number(crm_service_t *self, const char *command)
{
    redis_reply_t *reply = redis_server_ask(self->server, command);
    int64_t number = redis_int(reply);
    redis_reply_free(reply);
    return number;
}
