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
static void expect_page(diary_t *self, const char *const *parameters, const char *remarks, int64_t total)
{
    json_t *answer = diary_ask(self, parameters);
    char joined[256] = "";
    for (size_t i = 0; i < json_array_size(json_object_get(answer, "ret_data")); i++)
        strncat(joined, diary_row_text(answer, i, "log") + strlen("张聪"), 8);
    cr_assert_str_eq(joined, remarks);
    cr_assert_eq(total_of(answer), total, "data_count %lld", (long long)total_of(answer));
    json_decref(answer);
}

Test(actionlog_page, empty_log_is_an_empty_page)
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
    int64_t today = diary_now;
    for (int ago = 9; ago >= 0; ago--) {
        const char action[] = {(char)('1' + ago % 3), '\0'}, remark[] = {(char)('0' + ago), '\0'};
        diary_now = today - ago * DAY;
        diary_record_plain(diary, ago % 2 ? JU : ZHANG, action, remark);
    }
    return diary;
}

Test(actionlog_page, pages_are_newest_first)
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

Test(actionlog_page, filters_choose_customer_and_action)
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

/* One customer's rows are many enough for an index, and more than one run of a script brings. */
Test(actionlog_page, both_filters_find_all_of_many_rows)
{
    diary_t *diary = diary_new();
    for (int i = 0; i < 1400; i++)
        diary_record_plain(diary, i % 20 ? JU : ZHANG, i % 7 ? "1" : "2", "x");
    json_t *answer = diary_ask(diary, RPC_PARAMETERS("customer_id", "9", "action", "1", "length", "200"));
    cr_assert_eq(total_of(answer), 60);
    cr_assert_eq(json_array_size(json_object_get(answer, "ret_data")), 60);
    json_decref(answer);
    answer = diary_ask(diary, RPC_PARAMETERS("customer_id", "10", "action", "2", "length", "200"));
    cr_assert_eq(total_of(answer), 190);
    cr_assert_eq(json_array_size(json_object_get(answer, "ret_data")), 190);
    json_decref(answer);
    diary_destroy(&diary);
}

/* Rows alternate between two customers, each with a remark that tells which it is. */
static diary_t *diary_of_many(int count)
{
    diary_t *diary = diary_new();
    for (int i = 0; i < count; i++) {
        char remark[16];
        snprintf(remark, sizeof remark, "%d,", i);
        diary_record_plain(diary, i % 2 ? JU : ZHANG, i % 3 ? "1" : "2", remark);
    }
    return diary;
}

/* A store from before there was an index has rows and lists, and nothing else. */
Test(actionlog_page, rows_without_an_index_are_indexed_when_asked_for)
{
    diary_t *diary = diary_of_many(600);
    redis_server_do(diary->server, "DEL log:{u:7}:indexed log:{u:7}:c:9:a:1 log:{u:7}:c:9:a:2");
    expect_page(diary, RPC_PARAMETERS("customer_id", "9", "action", "2", "length", "3"), "594,588,582,", 100);
    cr_assert_eq(diary_number(diary, "HGET log:{u:7}:indexed 9"), 300);
    diary_record_plain(diary, ZHANG, "2", "600,");
    expect_page(diary, RPC_PARAMETERS("customer_id", "9", "action", "2", "length", "3"), "600,594,588,", 101);
    diary_destroy(&diary);
}

Test(actionlog_page, rows_without_an_index_are_indexed_by_what_is_recorded)
{
    diary_t *diary = diary_of_many(300);
    redis_server_do(diary->server, "DEL log:{u:7}:indexed log:{u:7}:c:9:a:1 log:{u:7}:c:9:a:2");
    for (int i = 0; i < 30; i++)
        diary_record_plain(diary, ZHANG, "2", "x");
    cr_assert_eq(diary_number(diary, "HGET log:{u:7}:indexed 9"), 180);
    cr_assert_eq(diary_number(diary, "LLEN log:{u:7}:c:9:a:2"), 80);
    diary_destroy(&diary);
}

/* An index that knows of more rows than there are is none. */
Test(actionlog_page, index_of_too_many_rows_is_made_anew)
{
    diary_t *diary = diary_of_many(300);
    redis_server_do(diary->server, "HSET log:{u:7}:indexed 9 151");
    redis_server_do(diary->server, "RPUSH log:{u:7}:c:9:a:2 299");
    expect_page(diary, RPC_PARAMETERS("customer_id", "9", "action", "2", "length", "2"), "294,288,", 50);
    diary_destroy(&diary);
}

Test(actionlog_page, index_of_foreign_rows_is_an_error)
{
    diary_t *diary = diary_of_many(300);
    rpc_call_t call = {
        .method = METHOD_ACTIONS, .caller = STAFF, .parameters = RPC_PARAMETERS("customer_id", "9")};
    redis_server_do(diary->server, "LSET log:{u:7}:c:9 -1 2");
    cr_assert_eq(rpc_client_call(diary->client, &call, NULL), STATUS_UNAVAILABLE);
    redis_server_do(diary->server, "LSET log:{u:7}:c:9 -1 1000");
    cr_assert_eq(rpc_client_call(diary->client, &call, NULL), STATUS_UNAVAILABLE);
    diary_destroy(&diary);
}

Test(actionlog_page, days_include_both_ends)
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

Test(actionlog_page, days_begin_at_midnight_of_the_zone)
{
    diary_t *diary = diary_new();
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-20T23:59:59.999"), &diary_now));
    diary_record_plain(diary, ZHANG, "1", "a");
    cr_assert(clock_read_time(TEXT_LITERAL("2018-09-21T00:00:00"), &diary_now));
    diary_record_plain(diary, ZHANG, "1", "b");
    expect_page(diary, RPC_PARAMETERS("create_date__gte", "2018-09-21"), "b", 1);
    expect_page(diary, RPC_PARAMETERS("create_date__lt", "2018-09-20"), "a", 1);
    diary_destroy(&diary);
}

Test(actionlog_page, log_of_a_foreign_customer_is_refused)
{
    diary_t *diary = diary_new();
    rpc_call_t call = {
        .method = METHOD_ACTIONS, .caller = STAFF, .parameters = RPC_PARAMETERS("customer_id", "11")};
    const char *data;
    cr_assert_eq(rpc_client_call(diary->client, &call, &data), STATUS_NO_RELATION);
    cr_assert_str_empty(data);
    diary_destroy(&diary);
}

Test(actionlog_page, customer_without_profile_has_no_name)
{
    diary_t *diary = diary_new();
    diary_record_plain(diary, ZHANG, "1", "x");
    redis_server_do(diary->server, "DEL customer:9");
    json_t *answer = diary_ask(diary, NULL);
    cr_assert_str_eq(diary_row_text(answer, 0, "log"), "x");
    cr_assert_str_eq(diary_row_text(answer, 0, "headimgurl"), "");
    json_decref(answer);
    diary_destroy(&diary);
}

Test(actionlog_page, foreign_bytes_are_an_error_not_a_crash)
{
    diary_t *diary = diary_new();
    redis_server_do(diary->server, "RPUSH log:{u:7} short");
    rpc_call_t call = {.method = METHOD_ACTIONS, .caller = STAFF};
    cr_assert_eq(rpc_client_call(diary->client, &call, NULL), STATUS_UNAVAILABLE);
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9")};
    redis_server_do(diary->server, "SET log:{u:7} text");
    cr_assert_eq(diary_record(diary, act, NULL), STATUS_UNAVAILABLE);
    diary_destroy(&diary);
}

Test(actionlog_page, calls_wait_while_redis_is_gone)
{
    diary_t *diary = diary_new();
    diary_record_plain(diary, ZHANG, "1", "x");
    redis_server_kill(diary->server);
    redis_server_start(diary->server);
    diary_record_plain(diary, ZHANG, "1", "y");
    expect_page(diary, NULL, "yx", 2);
    diary_destroy(&diary);
}

/* What a page costs Redis, in commands; scripts' own included. */
static int64_t commands(diary_t *diary)
{
    redis_reply_t *reply = redis_server_ask(diary->server, "INFO commandstats");
    int64_t calls = 0;
    for (const char *at = reply->str; (at = strstr(at, "calls=")); at += 6)
        calls += strtoll(at + 6, NULL, 10);
    redis_reply_free(reply);
    return calls;
}

static int64_t cost_of(diary_t *diary, const char *const *parameters)
{
    json_decref(diary_ask(diary, parameters)); /* the profiles are in the cache from here on */
    int64_t before = commands(diary);
    json_decref(diary_ask(diary, parameters));
    return commands(diary) - before;
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
    diary_t *diary = diary_new();
    int64_t costs[PAGES];
    for (int i = 0; i < 100; i++)
        diary_record_plain(diary, ZHANG, "1", "x");
    for (size_t i = 0; i < PAGES; i++)
        costs[i] = cost_of(diary, pages[i]);
    for (int i = 0; i < 1900; i++)
        diary_record_plain(diary, ZHANG, "1", "x");
    for (size_t i = 0; i < PAGES; i++)
        cr_assert_leq(cost_of(diary, pages[i]), costs[i] + (i == 4 ? STEPS_OF_HALVING : 0), "page %zu", i);
    diary_destroy(&diary);
}
