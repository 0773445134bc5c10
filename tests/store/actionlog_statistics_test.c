/* SPDX-License-Identifier: Apache-2.0 */
/* The counters of the action log at midnight and after jumps of clocks; get_new_log when it is tried again.
 */
#include <criterion/criterion.h>
#include <jansson.h>

#include "base/clock.h"
#include "tests/support/actionlog_service.h"
#include "tests/support/leak_check.h"

TestSuite(actionlog_statistics, .fini = leak_check);

#define A_DAY ((int64_t)24 * 60 * MINUTE)

/* How many actions of a kind were counted on a day. */
static int64_t counted(log_service_t *log_service, int64_t day, const char *action)
{
    buffer_t date = {0};
    clock_write_date(&date, clock_day_start(day));
    buffer_append_char(&date, '\0');
    json_t *answer = log_service_read(
        log_service, &(rpc_call_t){.method = METHOD_COUNT_ACTIONS,
                                   .caller = STAFF,
                                   .parameters = RPC_PARAMETERS("create_date__gte", date.data,
                                                                "create_date__lt", date.data)});
    int64_t count = json_integer_value(json_object_get(json_object_get(answer, "detail"), action));
    json_decref(answer);
    buffer_free(&date);
    return count;
}

/* Just before midnight: another instance, whose clock is ahead by less than a second, was in the next day. */
Test(actionlog_statistics, row_that_takes_the_time_of_the_next_day_is_counted_on_it)
{
    log_service_t *log_service = log_service_new();
    const int64_t today = clock_day(log_service_now), midnight = clock_day_start(today + 1);
    log_service_now = midnight + 300;
    log_service_record_plain(log_service, ZHANG, "1", "x");
    log_service_now = midnight - 300;
    log_service_record_plain(log_service, ZHANG, "2", "y");
    cr_assert_eq(counted(log_service, today, "2"), 0);
    cr_assert_eq(counted(log_service, today + 1, "1"), 1);
    cr_assert_eq(counted(log_service, today + 1, "2"), 1);
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 2);
    log_service_destroy(&log_service);
}

/* More rows than one run of the script dates, over several days of the future. */
Test(actionlog_statistics, rows_of_the_future_are_counted_today_once_they_are_dated_now)
{
    enum { DURING = 60 };
    log_service_t *log_service = log_service_new();
    log_service_now = clock_now();
    if (clock_day(log_service_now) != clock_day(log_service_now + 2 * MINUTE))
        log_service_now -= 2 * MINUTE;
    const int64_t now = log_service_now, today = clock_day(now);
    for (int i = 0; i < DURING; i++) {
        log_service_now = now + 2 * A_DAY + i * A_DAY / 20;
        log_service_record_plain(log_service, i % 2 ? ZHANG : JU, "3", "during");
    }
    cr_assert_eq(counted(log_service, today + 3, "3"), 20);
    log_service_now = now;
    log_service_record_plain(log_service, ZHANG, "4", "after");
    cr_assert_eq(counted(log_service, today, "3"), DURING);
    cr_assert_eq(counted(log_service, today, "4"), 1);
    for (int64_t day = today + 1; day < today + 8; day++)
        cr_assert_eq(counted(log_service, day, "3"), 0);
    redis_reply_t *keys = redis_server_ask(log_service->base.server, "KEYS log:{u:7}:d:*");
    cr_assert_eq(keys->elements, 1, "counters of no actions are gone");
    redis_reply_free(keys);
    log_service_destroy(&log_service);
}

/* Nothing is counted, and no row is there, when the counters are damaged. */
Test(actionlog_statistics, record_onto_damaged_counters_changes_nothing)
{
    log_service_t *log_service = log_service_new();
    redis_server_do(log_service->base.server, "HSET log:{u:7}:d:20180921 9 x");
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_UNAVAILABLE);
    cr_assert_eq(
        service_fixture_number(&log_service->base,
                               "EXISTS log:{u:7} log:{u:7}:m:201809 log:{u:7}:c:9 rels:{u:7}:activity"),
        0);
    log_service_destroy(&log_service);
}

static size_t take(log_service_t *log_service, uint64_t call, unsigned retries)
{
    json_t *answer = log_service_read(
        log_service,
        &(rpc_call_t){.method = METHOD_NEW_ACTIONS, .caller = STAFF, .id = call, .retries = retries});
    size_t count = json_array_size(json_object_get(answer, "ret_data"));
    cr_assert_eq((size_t)json_integer_value(json_object_get(answer, "data_count")), count);
    json_decref(answer);
    return count;
}

Test(actionlog_statistics, new_log_that_is_tried_again_gives_the_same_rows)
{
    log_service_t *log_service = log_service_new();
    log_service_record_plain(log_service, ZHANG, "1", "x");
    cr_assert_eq(take(log_service, 500, 0), 1);
    log_service_record_plain(log_service, JU, "2", "y");
    cr_assert_eq(take(log_service, 500, 1), 1, "what the first try was given");
    cr_assert_eq(take(log_service, 500, 2), 1);
    cr_assert_eq(take(log_service, 501, 1), 1, "a later try whose first one did nothing");
    cr_assert_eq(take(log_service, 501, 2), 1);
    cr_assert_eq(take(log_service, 502, 0), 0);
    log_service_destroy(&log_service);
}

Test(actionlog_statistics, later_try_that_found_nothing_is_not_given_what_came_since)
{
    log_service_t *log_service = log_service_new();
    cr_assert_eq(take(log_service, 600, 1), 0);
    log_service_record_plain(log_service, ZHANG, "1", "x");
    cr_assert_eq(take(log_service, 600, 2), 0);
    cr_assert_eq(take(log_service, 601, 0), 1);
    log_service_destroy(&log_service);
}

/* The first try hung; the gateway has sent it again, and it was answered. */
Test(actionlog_statistics, first_try_behind_a_later_one_takes_nothing)
{
    log_service_t *log_service = log_service_new();
    const int64_t issued = clock_now();
    rpc_call_t call = {
        .method = METHOD_NEW_ACTIONS, .caller = STAFF, .id = 700, .retries = 1, .issued = issued};
    json_decref(log_service_read(log_service, &call));
    log_service_record_plain(log_service, ZHANG, "1", "x");
    call.retries = 0;
    cr_assert_eq(test_client_call(log_service->base.client, &call, NULL), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(take(log_service, 701, 0), 1);
    log_service_destroy(&log_service);
}

Test(actionlog_statistics, rows_with_a_corrupt_one_are_not_marked)
{
    log_service_t *log_service = log_service_new();
    log_service_record_plain(log_service, ZHANG, "1", "x");
    redis_server_do(log_service->base.server, "RPUSH log:{u:7} junk");
    rpc_call_t call = {.method = METHOD_NEW_ACTIONS, .caller = STAFF};
    cr_assert_eq(test_client_call(log_service->base.client, &call, NULL), STATUS_UNAVAILABLE);
    redis_server_do(log_service->base.server, "RPOP log:{u:7}");
    cr_assert_eq(take(log_service, 800, 0), 1);
    log_service_destroy(&log_service);
}
