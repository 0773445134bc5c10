/* SPDX-License-Identifier: Apache-2.0 */
/* GET action/time: pages, filters, days, and what they cost. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/support/actionlog_service.h"
#include "tests/support/leak_check.h"

TestSuite(actionlog_page, .fini = leak_check);

#define DAY ((int64_t)24 * 60 * MINUTE)

static int64_t total_of(const json_t *answer)
{
    return json_integer_value(json_object_get(answer, "data_count"));
}

/* The remarks of a page, joined: the customers' names are 张聪 and 张炬, six bytes. */
static void expect_page(log_service_t *self, const char *const *parameters, const char *remarks,
                        int64_t total)
{
    json_t *answer = log_service_ask(self, parameters);
    char joined[256] = "";
    for (size_t i = 0; i < json_array_size(json_object_get(answer, "ret_data")); i++)
        strncat(joined, log_service_row_text(answer, i, "log") + strlen("张聪"), 8);
    cr_assert_str_eq(joined, remarks);
    cr_assert_eq(total_of(answer), total, "data_count %lld", (long long)total_of(answer));
    json_decref(answer);
}

Test(actionlog_page, empty_log_is_an_empty_page)
{
    log_service_t *log_service = log_service_new();
    expect_page(log_service, NULL, "", 0);
    expect_page(log_service, RPC_PARAMETERS("customer_id", "9", "action", "3"), "", 0);
    expect_page(log_service, RPC_PARAMETERS("create_date__gte", "2018-01-01"), "", 0);
    log_service_destroy(&log_service);
}

/* Ten actions, one a day, newest today: remark = days ago; customers and actions take turns. */
static log_service_t *log_service_of_ten_days(void)
{
    log_service_t *log_service = log_service_new();
    int64_t today = log_service_now;
    for (int ago = 9; ago >= 0; ago--) {
        const char action[] = {(char)('1' + ago % 3), '\0'}, remark[] = {(char)('0' + ago), '\0'};
        log_service_now = today - ago * DAY;
        log_service_record_plain(log_service, ago % 2 ? JU : ZHANG, action, remark);
    }
    return log_service;
}

Test(actionlog_page, pages_are_newest_first)
{
    log_service_t *log_service = log_service_of_ten_days();
    expect_page(log_service, NULL, "0123456789", 10);
    expect_page(log_service, RPC_PARAMETERS("length", "4"), "0123", 10);
    expect_page(log_service, RPC_PARAMETERS("length", "4", "current_page", "3"), "89", 10);
    expect_page(log_service, RPC_PARAMETERS("length", "4", "current_page", "4"), "", 10);
    expect_page(log_service, RPC_PARAMETERS("current_page", "9007199254740991"), "", 10);
    expect_page(log_service, RPC_PARAMETERS("length", "0"), "0123456789", 10);
    log_service_destroy(&log_service);
}

Test(actionlog_page, filters_choose_customer_and_action)
{
    log_service_t *log_service = log_service_of_ten_days();
    expect_page(log_service, RPC_PARAMETERS("customer_id", "9"), "02468", 5);
    expect_page(log_service, RPC_PARAMETERS("action", "1"), "0369", 4);
    expect_page(log_service, RPC_PARAMETERS("action", "1", "length", "1", "current_page", "2"), "3", 4);
    expect_page(log_service, RPC_PARAMETERS("customer_id", "10", "action", "1"), "39", 2);
    expect_page(log_service, RPC_PARAMETERS("customer_id", "10", "action", "2"), "17", 2);
    expect_page(log_service, RPC_PARAMETERS("customer_id", "10", "action", "1", "length", "1"), "3", 2);
    expect_page(log_service,
                RPC_PARAMETERS("customer_id", "10", "action", "1", "length", "1", "current_page", "2"), "9",
                2);
    log_service_destroy(&log_service);
}

/* One customer's rows are many enough for an index, and more than one run of a script brings. */
Test(actionlog_page, both_filters_find_all_of_many_rows)
{
    log_service_t *log_service = log_service_new();
    for (int i = 0; i < 1400; i++)
        log_service_record_plain(log_service, i % 20 ? JU : ZHANG, i % 7 ? "1" : "2", "x");
    json_t *answer = log_service_ask(log_service,
                                     RPC_PARAMETERS("customer_id", "9", "action", "1", "length", "200"));
    cr_assert_eq(total_of(answer), 60);
    cr_assert_eq(json_array_size(json_object_get(answer, "ret_data")), 60);
    json_decref(answer);
    answer = log_service_ask(log_service,
                             RPC_PARAMETERS("customer_id", "10", "action", "2", "length", "200"));
    cr_assert_eq(total_of(answer), 190);
    cr_assert_eq(json_array_size(json_object_get(answer, "ret_data")), 190);
    json_decref(answer);
    log_service_destroy(&log_service);
}

/* Rows alternate between two customers, each with a remark that tells which it is. */
static log_service_t *log_service_of_many(int count)
{
    log_service_t *log_service = log_service_new();
    for (int i = 0; i < count; i++) {
        char remark[16];
        snprintf(remark, sizeof remark, "%d,", i);
        log_service_record_plain(log_service, i % 2 ? JU : ZHANG, i % 3 ? "1" : "2", remark);
    }
    return log_service;
}

/* A store from before there was an index has rows and lists, and nothing else. */
Test(actionlog_page, rows_without_an_index_are_indexed_when_asked_for)
{
    log_service_t *log_service = log_service_of_many(600);
    redis_server_do(log_service->base.server, "DEL log:{u:7}:indexed log:{u:7}:c:9:a:1 log:{u:7}:c:9:a:2");
    expect_page(log_service, RPC_PARAMETERS("customer_id", "9", "action", "2", "length", "3"), "594,588,582,",
                100);
    cr_assert_eq(service_fixture_number(&log_service->base, "HGET log:{u:7}:indexed 9"), 300);
    log_service_record_plain(log_service, ZHANG, "2", "600,");
    expect_page(log_service, RPC_PARAMETERS("customer_id", "9", "action", "2", "length", "3"), "600,594,588,",
                101);
    log_service_destroy(&log_service);
}

Test(actionlog_page, rows_without_an_index_are_indexed_by_what_is_recorded)
{
    log_service_t *log_service = log_service_of_many(300);
    redis_server_do(log_service->base.server, "DEL log:{u:7}:indexed log:{u:7}:c:9:a:1 log:{u:7}:c:9:a:2");
    for (int i = 0; i < 30; i++)
        log_service_record_plain(log_service, ZHANG, "2", "x");
    cr_assert_eq(service_fixture_number(&log_service->base, "HGET log:{u:7}:indexed 9"), 180);
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}:c:9:a:2"), 80);
    log_service_destroy(&log_service);
}

/* An index that knows of more rows than there are is none. */
Test(actionlog_page, index_of_too_many_rows_is_made_anew)
{
    log_service_t *log_service = log_service_of_many(300);
    redis_server_do(log_service->base.server, "HSET log:{u:7}:indexed 9 151");
    redis_server_do(log_service->base.server, "RPUSH log:{u:7}:c:9:a:2 299");
    expect_page(log_service, RPC_PARAMETERS("customer_id", "9", "action", "2", "length", "2"), "294,288,",
                50);
    log_service_destroy(&log_service);
}

Test(actionlog_page, index_of_foreign_rows_is_an_error)
{
    log_service_t *log_service = log_service_of_many(300);
    rpc_call_t call = {
        .method = METHOD_ACTIONS, .caller = STAFF, .parameters = RPC_PARAMETERS("customer_id", "9")};
    redis_server_do(log_service->base.server, "LSET log:{u:7}:c:9 -1 2");
    cr_assert_eq(test_client_call(log_service->base.client, &call, NULL), STATUS_UNAVAILABLE);
    redis_server_do(log_service->base.server, "LSET log:{u:7}:c:9 -1 1000");
    cr_assert_eq(test_client_call(log_service->base.client, &call, NULL), STATUS_UNAVAILABLE);
    log_service_destroy(&log_service);
}

Test(actionlog_page, days_include_both_ends)
{
    log_service_t *log_service = log_service_of_ten_days(); /* the newest is of 2018-09-21 */
#define BETWEEN "create_date__gte", "2018-09-16", "create_date__lt", "2018-09-18"
    expect_page(log_service, RPC_PARAMETERS(BETWEEN), "345", 3);
    expect_page(log_service, RPC_PARAMETERS(BETWEEN, "length", "2", "current_page", "2"), "5", 3);
    expect_page(log_service, RPC_PARAMETERS(BETWEEN, "customer_id", "9"), "4", 1);
    expect_page(log_service, RPC_PARAMETERS(BETWEEN, "action", "1"), "3", 1);
    expect_page(log_service, RPC_PARAMETERS(BETWEEN, "action", "1", "customer_id", "10"), "3", 1);
    expect_page(log_service, RPC_PARAMETERS("create_date__gte", "2018-9-20"), "01", 2);
    expect_page(log_service, RPC_PARAMETERS("create_date__lt", "2018-09-13"), "89", 2);
    expect_page(log_service,
                RPC_PARAMETERS("create_date__gte", "2018-09-19", "create_date__lt", "2018-09-17"), "", 0);
    expect_page(log_service, RPC_PARAMETERS("create_date__lt", "1970-01-01"), "", 0);
    expect_page(log_service,
                RPC_PARAMETERS("create_date__gte", "1900-01-01", "create_date__lt", "9999-12-31"),
                "0123456789", 10);
    log_service_destroy(&log_service);
}

Test(actionlog_page, days_begin_at_midnight_of_the_zone)
{
    log_service_t *log_service = log_service_new();
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-20T23:59:59.999"), &log_service_now));
    log_service_record_plain(log_service, ZHANG, "1", "a");
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-21T00:00:00"), &log_service_now));
    log_service_record_plain(log_service, ZHANG, "1", "b");
    expect_page(log_service, RPC_PARAMETERS("create_date__gte", "2018-09-21"), "b", 1);
    expect_page(log_service, RPC_PARAMETERS("create_date__lt", "2018-09-20"), "a", 1);
    log_service_destroy(&log_service);
}

Test(actionlog_page, log_of_a_foreign_customer_is_refused)
{
    log_service_t *log_service = log_service_new();
    rpc_call_t call = {
        .method = METHOD_ACTIONS, .caller = STAFF, .parameters = RPC_PARAMETERS("customer_id", "11")};
    const char *data;
    cr_assert_eq(test_client_call(log_service->base.client, &call, &data), STATUS_NO_RELATION);
    cr_assert_str_empty(data);
    log_service_destroy(&log_service);
}

Test(actionlog_page, customer_without_profile_has_no_name)
{
    log_service_t *log_service = log_service_new();
    log_service_record_plain(log_service, ZHANG, "1", "x");
    redis_server_do(log_service->base.server, "DEL customer:9");
    json_t *answer = log_service_ask(log_service, NULL);
    cr_assert_str_eq(log_service_row_text(answer, 0, "log"), "x");
    cr_assert_str_eq(log_service_row_text(answer, 0, "headimgurl"), "");
    json_decref(answer);
    log_service_destroy(&log_service);
}

Test(actionlog_page, foreign_bytes_are_an_error_not_a_crash)
{
    log_service_t *log_service = log_service_new();
    redis_server_do(log_service->base.server, "RPUSH log:{u:7} short");
    rpc_call_t call = {.method = METHOD_ACTIONS, .caller = STAFF};
    cr_assert_eq(test_client_call(log_service->base.client, &call, NULL), STATUS_UNAVAILABLE);
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9")};
    redis_server_do(log_service->base.server, "SET log:{u:7} text");
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_UNAVAILABLE);
    log_service_destroy(&log_service);
}

Test(actionlog_page, calls_wait_while_redis_is_gone)
{
    log_service_t *log_service = log_service_new();
    log_service_record_plain(log_service, ZHANG, "1", "x");
    redis_server_kill(log_service->base.server);
    redis_server_start(log_service->base.server);
    log_service_record_plain(log_service, ZHANG, "1", "y");
    expect_page(log_service, NULL, "yx", 2);
    log_service_destroy(&log_service);
}

/* What a page costs Redis, in commands; scripts' own included. */
static int64_t commands(log_service_t *log_service)
{
    redis_reply_t *reply = redis_server_ask(log_service->base.server, "INFO commandstats");
    int64_t calls = 0;
    for (const char *at = reply->str; (at = strstr(at, "calls=")); at += 6)
        calls += strtoll(at + 6, NULL, 10);
    redis_reply_free(reply);
    return calls;
}

static int64_t cost_of(log_service_t *log_service, const char *const *parameters)
{
    json_decref(log_service_ask(log_service, parameters)); /* the profiles are in the cache from here on */
    int64_t before = commands(log_service);
    json_decref(log_service_ask(log_service, parameters));
    return commands(log_service) - before;
}

Test(actionlog_page, pages_cost_the_same_whatever_the_log_holds)
{
    enum { PAGES = 5 };
    const char *const *pages[PAGES];
    pages[0] = RPC_PARAMETERS("length", "10");
    pages[1] = RPC_PARAMETERS("customer_id", "9");
    pages[2] = RPC_PARAMETERS("action", "1");
    pages[3] = RPC_PARAMETERS("customer_id", "9", "action", "1");
    pages[4] = RPC_PARAMETERS("customer_id", "9", "action", "1", "create_date__gte", "2018-01-01",
                              "create_date__lt", "2018-09-20");
    enum { STEPS_OF_HALVING = 20 /* more, for 20 times the rows: two days, each in two lists */ };
    log_service_t *log_service = log_service_new();
    int64_t costs[PAGES];
    for (int i = 0; i < 100; i++)
        log_service_record_plain(log_service, ZHANG, "1", "x");
    for (size_t i = 0; i < PAGES; i++)
        costs[i] = cost_of(log_service, pages[i]);
    for (int i = 0; i < 1900; i++)
        log_service_record_plain(log_service, ZHANG, "1", "x");
    for (size_t i = 0; i < PAGES; i++)
        cr_assert_leq(cost_of(log_service, pages[i]), costs[i] + (i == 4 ? STEPS_OF_HALVING : 0), "page %zu",
                      i);
    log_service_destroy(&log_service);
}
