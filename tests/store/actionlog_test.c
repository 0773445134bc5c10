/* SPDX-License-Identifier: Apache-2.0 */
/* The action log service on a redis-server of its own, called as a gateway calls it. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/keys.h"
#include "common/zsocket.h"
#include "proto/action_names.h"
#include "proto/records.h"
#include "services/actionlog/actionlog.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_client.h"

TestSuite(actionlog, .fini = leak_check);

enum { STAFF = 7, ZHANG = 9, JU = 10, STRANGER = 11, SOON = 5000, MINUTE = 60000 };
#define DAY ((int64_t)24 * 60 * MINUTE)

typedef struct {
    redis_server_t *server;
    loop_t *loop;
    redis_t *redis;
    cache_t *profiles;
    actionlog_t *actionlog;
    server_t *rpc;
    rpc_client_t *client;
} diary_t;

static int64_t now;

static int64_t diary_now(void)
{
    return now;
}

static bool is_ready(void *context)
{
    const diary_t *self = context;
    return redis_is_connected(self->redis) && cache_is_tracking(self->profiles);
}

static void add_customer(diary_t *self, int64_t id, const char *name)
{
    customer_profile_t profile = {
        .record.present = 7, .id = id, .name = text_of(name), .avatar = TEXT_LITERAL("a.jpg")};
    buffer_t value = {0}, member = {0};
    record_encode(&value, &customer_profile_table, &profile.record);
    keys_age_member(&member, now, id);
    redis_server_do(self->server, "SET customer:%lld %b", (long long)id, value.data, value.size);
    redis_server_do(self->server, "HSET rel:{u:%d}:%lld member %b", STAFF, (long long)id, member.data,
                    member.size);
    buffer_free(&value);
    buffer_free(&member);
}

static diary_t *diary_new(void)
{
    static const char *const prefixes[] = {"customer:", NULL};
    diary_t *self = memory_new_zeroed(sizeof *self);
    self->server = redis_server_new(NULL);
    self->loop = loop_new();
    redis_options_t redis = {.address = redis_server_address(self->server), .scripts = actionlog_scripts};
    cache_options_t cache = {.redis = &redis, .prefixes = prefixes, .limit = 1000};
    self->redis = redis_new(self->loop, &redis);
    self->profiles = cache_new(self->loop, &cache);
    self->actionlog = actionlog_new(self->redis, self->profiles, diary_now);
    server_options_t rpc = {.endpoint = "inproc://actionlog",
                            .verbs = actionlog_verbs,
                            .verb_count = actionlog_verb_count,
                            .service = self->actionlog,
                            .in_flight_limit = 100};
    self->rpc = server_new(self->loop, &rpc);
    cr_assert_not_null(self->rpc);
    self->client = rpc_client_new(self->loop, "inproc://actionlog");
    cr_assert(clock_set_zone("Asia/Shanghai"));
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-21T15:18:01"), &now));
    add_customer(self, ZHANG, "张聪");
    add_customer(self, JU, "张炬");
    cr_assert(loop_wait(self->loop, is_ready, self, SOON), "no connection to redis-server");
    return self;
}

static void diary_destroy(diary_t **self_p)
{
    diary_t *self = *self_p;
    *self_p = NULL;
    rpc_client_destroy(&self->client);
    server_destroy(&self->rpc);
    redis_destroy(&self->redis);
    cache_destroy(&self->profiles);
    actionlog_destroy(&self->actionlog);
    loop_destroy(&self->loop);
    zsocket_context_end();
    redis_server_destroy(&self->server);
    free(self);
}

static int64_t number(diary_t *self, const char *command)
{
    redisReply *reply = redis_server_ask(self->server, command);
    cr_assert_neq(reply->type, REDIS_REPLY_ERROR, "%s: %s", command, reply->str);
    int64_t value = redis_int(reply);
    freeReplyObject(reply);
    return value;
}

/* One call of POST action/record. */
typedef struct {
    int64_t customer_id;
    uint64_t call; /* 0: a new one */
    unsigned tries;
    const char *const *parameters;
} act_t;

static status_t record(diary_t *self, act_t act, const char **data)
{
    rpc_call_t call = {.method = METHOD_RECORD_ACTION,
                       .caller = act.customer_id,
                       .id = act.call,
                       .tries = act.tries,
                       .parameters = act.parameters};
    return rpc_client_call(self->client, &call, data);
}

static void record_plain(diary_t *self, int64_t customer_id, const char *action, const char *remark)
{
    act_t act = {customer_id, 0, 0, RPC_PARAMETERS("u_id", "7", "action", action, "remark", remark)};
    cr_assert_eq(record(self, act, NULL), STATUS_DONE);
}

static json_t *ask(diary_t *self, const char *const *parameters)
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

static int64_t total_of(const json_t *answer)
{
    return json_integer_value(json_object_get(answer, "data_count"));
}

static const char *row_text(const json_t *answer, size_t index, const char *name)
{
    const char *text = json_string_value(
        json_object_get(json_array_get(json_object_get(answer, "ret_data"), index), name));
    return text ? text : "(none)";
}

/* The remarks of a page, joined: the customers' names are 张聪 and 张炬, six bytes. */
static void expect_page(diary_t *self, const char *const *parameters, const char *remarks, int64_t total)
{
    json_t *answer = ask(self, parameters);
    char joined[256] = "";
    for (size_t i = 0; i < json_array_size(json_object_get(answer, "ret_data")); i++)
        strncat(joined, row_text(answer, i, "log") + strlen("张聪"), 8);
    cr_assert_str_eq(joined, remarks);
    cr_assert_eq(total_of(answer), total, "data_count %lld", (long long)total_of(answer));
    json_decref(answer);
}

Test(actionlog, record_shows_in_the_log)
{
    diary_t *diary = diary_new();
    const char *data;
    act_t act = {ZHANG, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "觉得\"靠谱\"")};
    cr_assert_eq(record(diary, act, &data), STATUS_DONE);
    cr_assert_str_empty(data);
    json_t *answer = ask(diary, NULL);
    json_t *expected = json_pack("{s:[{s:i,s:i,s:s,s:s,s:s,s:i}],s:i}", "ret_data", "user_id", STAFF,
                                 "customer_id", ZHANG, "headimgurl", "a.jpg", "log", "张聪觉得\"靠谱\"",
                                 "create_date", "2018-09-21T15:18:01", "action", 9, "data_count", 1);
    cr_assert(json_equal(answer, expected));
    json_decref(expected);
    json_decref(answer);
    diary_destroy(&diary);
}

Test(actionlog, record_without_remark_has_the_text_of_its_action)
{
    diary_t *diary = diary_new();
    act_t act = {ZHANG, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "1")};
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE);
    record_plain(diary, ZHANG, "1", "");
    json_t *answer = ask(diary, NULL);
    for (size_t i = 0; i < 2; i++) {
        text_t remark = text_of(row_text(answer, i, "log") + strlen("张聪"));
        cr_assert(text_equal(remark, action_remark(1)), "%s", remark.data);
    }
    json_decref(answer);
    diary_destroy(&diary);
}

Test(actionlog, record_without_relation_changes_nothing)
{
    diary_t *diary = diary_new();
    act_t act = {STRANGER, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(record(diary, act, NULL), STATUS_NO_RELATION);
    cr_assert_eq(number(diary, "EXISTS log:{u:7} log:{u:7}:c:11 log:{u:7}:a:9 once:{u:7}:c11:a1"), 0);
    diary_destroy(&diary);
}

Test(actionlog, record_moves_the_last_activity_forward_only)
{
    diary_t *diary = diary_new();
    redisReply *member = redis_server_ask(diary->server, "HGET rel:{u:7}:9 member");
    record_plain(diary, ZHANG, "9", "x");
    now -= MINUTE;
    record_plain(diary, ZHANG, "9", "y");
    redisReply *score = redis_server_ask(diary->server, "ZSCORE rels:{u:7}:activity %s", member->str);
    cr_assert_eq(redis_int(score), now + MINUTE);
    freeReplyObject(score);
    score = redis_server_ask(diary->server, "ZSCORE rels:{u:7}:activity:aged %s", member->str);
    cr_assert_str_eq(score->str, "0");
    freeReplyObject(score);
    freeReplyObject(member);
    diary_destroy(&diary);
}

Test(actionlog, record_by_a_slow_clock_keeps_the_order_of_time)
{
    diary_t *diary = diary_new();
    record_plain(diary, ZHANG, "9", "x");
    now -= MINUTE;
    record_plain(diary, ZHANG, "9", "y");
    json_t *answer = ask(diary, NULL);
    cr_assert_str_eq(row_text(answer, 0, "log"), "张聪y");
    cr_assert_str_eq(row_text(answer, 0, "create_date"), "2018-09-21T15:18:01");
    json_decref(answer);
    diary_destroy(&diary);
}

Test(actionlog, record_with_a_key_happens_once)
{
    diary_t *diary = diary_new();
    const char *data;
    act_t act = {ZHANG, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(record(diary, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":false}");
    now += MINUTE;
    cr_assert_eq(record(diary, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":true}");
    cr_assert_eq(number(diary, "LLEN log:{u:7}"), 1);
    cr_assert_gt(number(diary, "TTL once:{u:7}:c9:a1"), 86000);
    diary_destroy(&diary);
}

Test(actionlog, record_refuses_a_key_with_another_content)
{
    diary_t *diary = diary_new();
    const char *const *const others[] = {
        RPC_PARAMETERS("u_id", "7", "action", "10", "msg_id", "a1"),
        RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x", "msg_id", "a1"),
        RPC_PARAMETERS("u_id", "7", "action", "9", "article_id", "3", "msg_id", "a1"),
    };
    act_t act = {ZHANG, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        act.parameters = others[i];
        cr_assert_eq(record(diary, act, NULL), STATUS_KEY_REUSED, "%zu", i);
    }
    cr_assert_eq(number(diary, "LLEN log:{u:7}"), 1);
    act.customer_id = JU;
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE, "keys are each sender's own");
    diary_destroy(&diary);
}

Test(actionlog, record_refuses_a_key_of_a_message)
{
    diary_t *diary = diary_new();
    redis_server_do(diary->server, "SET once:{u:7}:c9:a1 %s", "5 1537514281000 0123456789abcdef");
    act_t act = {ZHANG, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(record(diary, act, NULL), STATUS_KEY_REUSED);
    diary_destroy(&diary);
}

Test(actionlog, record_tried_again_is_found_among_the_newest)
{
    diary_t *diary = diary_new();
    act_t act = {ZHANG, 777, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x")};
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE);
    for (int i = 0; i < 150; i++)
        record_plain(diary, JU, "1", "y");
    act.tries = 1;
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE);
    cr_assert_eq(number(diary, "LLEN log:{u:7}"), 151);
    cr_assert_eq(number(diary, "LLEN log:{u:7}:c:9"), 1);
    diary_destroy(&diary);
}

Test(actionlog, record_with_a_key_tried_again_is_no_duplicate)
{
    diary_t *diary = diary_new();
    const char *data;
    act_t act = {ZHANG, 777, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE);
    act.tries = 1;
    cr_assert_eq(record(diary, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":false}");
    diary_destroy(&diary);
}

Test(actionlog, record_taken_over_is_not_applied_late)
{
    diary_t *diary = diary_new();
    act_t act = {ZHANG, 777, 1, RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x")};
    cr_assert_eq(record(diary, act, NULL), STATUS_DONE);
    act.tries = 0;
    cr_assert_eq(record(diary, act, NULL), STATUS_DEADLINE, "the first try comes after the second");
    cr_assert_eq(number(diary, "LLEN log:{u:7}"), 1);
    cr_assert_gt(number(diary, "TTL fence:{u:7}:0000000000000309"), 86000);
    record_plain(diary, ZHANG, "9", "y");
    cr_assert_eq(number(diary, "LLEN log:{u:7}"), 2, "other calls go on");
    diary_destroy(&diary);
}

Test(actionlog, empty_log_is_an_empty_page)
{
    diary_t *diary = diary_new();
    expect_page(diary, NULL, "", 0);
    expect_page(diary, RPC_PARAMETERS("customer_id", "9", "action", "3"), "", 0);
    expect_page(diary, RPC_PARAMETERS("create_date__gte", "2018-01-01"), "", 0);
    diary_destroy(&diary);
}

/* Ten actions, one a day, newest today: remark = days ago; customers and actions take turns. */
static diary_t *diary_of_ten_days(void)
{
    diary_t *diary = diary_new();
    int64_t today = now;
    for (int ago = 9; ago >= 0; ago--) {
        const char action[] = {(char)('1' + ago % 3), '\0'}, remark[] = {(char)('0' + ago), '\0'};
        now = today - ago * DAY;
        record_plain(diary, ago % 2 ? JU : ZHANG, action, remark);
    }
    return diary;
}

Test(actionlog, pages_are_newest_first)
{
    diary_t *diary = diary_of_ten_days();
    expect_page(diary, NULL, "0123456789", 10);
    expect_page(diary, RPC_PARAMETERS("length", "4"), "0123", 10);
    expect_page(diary, RPC_PARAMETERS("length", "4", "current_page", "3"), "89", 10);
    expect_page(diary, RPC_PARAMETERS("length", "4", "current_page", "4"), "", 10);
    expect_page(diary, RPC_PARAMETERS("current_page", "9007199254740991"), "", 10);
    expect_page(diary, RPC_PARAMETERS("length", "0"), "0123456789", 10);
    diary_destroy(&diary);
}

Test(actionlog, filters_choose_customer_and_action)
{
    diary_t *diary = diary_of_ten_days();
    expect_page(diary, RPC_PARAMETERS("customer_id", "9"), "02468", 5);
    expect_page(diary, RPC_PARAMETERS("action", "1"), "0369", 4);
    expect_page(diary, RPC_PARAMETERS("action", "1", "length", "1", "current_page", "2"), "3", 4);
    expect_page(diary, RPC_PARAMETERS("customer_id", "10", "action", "1"), "39", 2);
    expect_page(diary, RPC_PARAMETERS("customer_id", "10", "action", "2"), "17", 2);
    expect_page(diary, RPC_PARAMETERS("customer_id", "10", "action", "1", "length", "1"), "3", 2);
    expect_page(diary, RPC_PARAMETERS("customer_id", "10", "action", "1", "length", "1", "current_page", "2"),
                "9", 2);
    diary_destroy(&diary);
}

Test(actionlog, both_filters_walk_any_number_of_rows)
{
    diary_t *diary = diary_new();
    for (int i = 0; i < 700; i++)
        record_plain(diary, i % 2 ? ZHANG : JU, i % 7 ? "1" : "2", "x");
    json_t *answer = ask(diary, RPC_PARAMETERS("customer_id", "9", "action", "1", "length", "200"));
    cr_assert_eq(total_of(answer), 300);
    cr_assert_eq(json_array_size(json_object_get(answer, "ret_data")), 200);
    json_decref(answer);
    diary_destroy(&diary);
}

Test(actionlog, days_include_both_ends)
{
    diary_t *diary = diary_of_ten_days(); /* the newest is of 2018-09-21 */
#define BETWEEN "create_date__gte", "2018-09-16", "create_date__lt", "2018-09-18"
    expect_page(diary, RPC_PARAMETERS(BETWEEN), "345", 3);
    expect_page(diary, RPC_PARAMETERS(BETWEEN, "length", "2", "current_page", "2"), "5", 3);
    expect_page(diary, RPC_PARAMETERS(BETWEEN, "customer_id", "9"), "4", 1);
    expect_page(diary, RPC_PARAMETERS(BETWEEN, "action", "1"), "3", 1);
    expect_page(diary, RPC_PARAMETERS(BETWEEN, "action", "1", "customer_id", "10"), "3", 1);
    expect_page(diary, RPC_PARAMETERS("create_date__gte", "2018-9-20"), "01", 2);
    expect_page(diary, RPC_PARAMETERS("create_date__lt", "2018-09-13"), "89", 2);
    expect_page(diary, RPC_PARAMETERS("create_date__gte", "2018-09-19", "create_date__lt", "2018-09-17"), "",
                0);
    expect_page(diary, RPC_PARAMETERS("create_date__lt", "1970-01-01"), "", 0);
    expect_page(diary, RPC_PARAMETERS("create_date__gte", "1900-01-01", "create_date__lt", "9999-12-31"),
                "0123456789", 10);
    diary_destroy(&diary);
}

Test(actionlog, days_begin_at_midnight_of_the_zone)
{
    diary_t *diary = diary_new();
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-20T23:59:59.999"), &now));
    record_plain(diary, ZHANG, "1", "a");
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-21T00:00:00"), &now));
    record_plain(diary, ZHANG, "1", "b");
    expect_page(diary, RPC_PARAMETERS("create_date__gte", "2018-09-21"), "b", 1);
    expect_page(diary, RPC_PARAMETERS("create_date__lt", "2018-09-20"), "a", 1);
    diary_destroy(&diary);
}

Test(actionlog, log_of_a_foreign_customer_is_refused)
{
    diary_t *diary = diary_new();
    rpc_call_t call = {
        .method = METHOD_ACTIONS, .caller = STAFF, .parameters = RPC_PARAMETERS("customer_id", "11")};
    const char *data;
    cr_assert_eq(rpc_client_call(diary->client, &call, &data), STATUS_NO_RELATION);
    cr_assert_str_empty(data);
    diary_destroy(&diary);
}

Test(actionlog, customer_without_profile_has_no_name)
{
    diary_t *diary = diary_new();
    record_plain(diary, ZHANG, "1", "x");
    redis_server_do(diary->server, "DEL customer:9");
    json_t *answer = ask(diary, NULL);
    cr_assert_str_eq(row_text(answer, 0, "log"), "x");
    cr_assert_str_eq(row_text(answer, 0, "headimgurl"), "");
    json_decref(answer);
    diary_destroy(&diary);
}

Test(actionlog, foreign_bytes_are_an_error_not_a_crash)
{
    diary_t *diary = diary_new();
    redis_server_do(diary->server, "RPUSH log:{u:7} short");
    rpc_call_t call = {.method = METHOD_ACTIONS, .caller = STAFF};
    cr_assert_eq(rpc_client_call(diary->client, &call, NULL), STATUS_UNAVAILABLE);
    act_t act = {ZHANG, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9")};
    redis_server_do(diary->server, "SET log:{u:7} text");
    cr_assert_eq(record(diary, act, NULL), STATUS_UNAVAILABLE);
    diary_destroy(&diary);
}

Test(actionlog, calls_wait_while_redis_is_gone)
{
    diary_t *diary = diary_new();
    record_plain(diary, ZHANG, "1", "x");
    redis_server_kill(diary->server);
    redis_server_start(diary->server);
    record_plain(diary, ZHANG, "1", "y");
    expect_page(diary, NULL, "yx", 2);
    diary_destroy(&diary);
}

/* What a page costs Redis, in commands; scripts' own included. */
static int64_t commands(diary_t *diary)
{
    redisReply *reply = redis_server_ask(diary->server, "INFO commandstats");
    int64_t calls = 0;
    for (const char *at = reply->str; (at = strstr(at, "calls=")); at += 6)
        calls += strtoll(at + 6, NULL, 10);
    freeReplyObject(reply);
    return calls;
}

static int64_t cost_of(diary_t *diary, const char *const *parameters)
{
    json_decref(ask(diary, parameters)); /* the profiles are in the cache from here on */
    int64_t before = commands(diary);
    json_decref(ask(diary, parameters));
    return commands(diary) - before;
}

Test(actionlog, pages_cost_the_same_whatever_the_log_holds)
{
    diary_t *diary = diary_new();
    static const char *const *pages[3];
    pages[0] = RPC_PARAMETERS("length", "10");
    pages[1] = RPC_PARAMETERS("customer_id", "9");
    pages[2] = RPC_PARAMETERS("action", "1");
    int64_t costs[3];
    for (int i = 0; i < 20; i++)
        record_plain(diary, ZHANG, "1", "x");
    for (size_t i = 0; i < 3; i++)
        costs[i] = cost_of(diary, pages[i]);
    for (int i = 0; i < 2000; i++)
        record_plain(diary, ZHANG, "1", "x");
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(cost_of(diary, pages[i]), costs[i], "page %zu", i);
    diary_destroy(&diary);
}

Test(actionlog, both_filters_walk_the_shorter_index)
{
    diary_t *diary = diary_new();
    record_plain(diary, ZHANG, "1", "x");
    record_plain(diary, JU, "2", "x");
    for (int i = 0; i < 100; i++)
        record_plain(diary, JU, "1", "x");
    cr_assert_lt(cost_of(diary, RPC_PARAMETERS("customer_id", "9", "action", "1")), 20);
    cr_assert_lt(cost_of(diary, RPC_PARAMETERS("customer_id", "10", "action", "2")), 20);
    diary_destroy(&diary);
}
