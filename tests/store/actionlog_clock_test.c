/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks that jump, and what they leave in the log (docs/decisions/0023). Redis' clock is the machine's. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "base/clock.h"
#include "tests/support/actionlog_service.h"
#include "tests/support/leak_check.h"

TestSuite(actionlog_clock, .fini = leak_check);

#define THREE_DAYS ((int64_t)3 * 24 * 60 * MINUTE)
enum { SECOND = 1000 };

/* Now, but not so shortly before midnight that the test would end on another day. */
static log_service_t *log_service_of_today(void)
{
    log_service_t *log_service = log_service_new();
    log_service_now = clock_now();
    if (clock_day(log_service_now) != clock_day(log_service_now + 2 * MINUTE))
        log_service_now -= 2 * MINUTE;
    return log_service;
}

static int64_t count_of_day(log_service_t *log_service, int64_t day)
{
    buffer_t date = {0};
    clock_write_date(&date, clock_day_start(day));
    buffer_append_char(&date, '\0');
    json_t *answer = log_service_ask(
        log_service, RPC_PARAMETERS("create_date__gte", date.data, "create_date__lt", date.data));
    int64_t count = json_integer_value(json_object_get(answer, "data_count"));
    json_decref(answer);
    buffer_free(&date);
    return count;
}

/* The times of all rows, oldest first. */
static size_t times_of(log_service_t *log_service, int64_t *times)
{
    redis_reply_t *rows = redis_server_ask(log_service->base.server, "LRANGE log:{u:7} 0 -1");
    for (size_t i = 0; i < rows->elements; i++) {
        stored_action_t row;
        cr_assert(stored_read_action((text_t){rows->element[i]->str, rows->element[i]->len}, &row));
        times[i] = row.time;
    }
    size_t count = rows->elements;
    redis_reply_free(rows);
    return count;
}

static int64_t activity_of(log_service_t *log_service, int64_t customer_id)
{
    char command[64];
    snprintf(command, sizeof command, "HGET rel:{u:7}:%lld member", (long long)customer_id);
    redis_reply_t *member = redis_server_ask(log_service->base.server, command);
    redis_reply_t *score = redis_server_ask(log_service->base.server, "ZSCORE rels:{u:7}:activity %s",
                                            member->str);
    int64_t time = redis_int(score);
    redis_reply_free(member);
    redis_reply_free(score);
    return time;
}

/* More rows than one run of the script dates. */
Test(actionlog_clock, jump_forward_and_back_leaves_nothing_in_the_future)
{
    enum { DURING = 120 };
    int64_t times[DURING + 3] = {0};
    log_service_t *log_service = log_service_of_today();
    const int64_t today = clock_day(log_service_now);
    log_service_record_plain(log_service, JU, "1", "before");
    log_service_now += THREE_DAYS;
    for (int i = 0; i < DURING; i++)
        log_service_record_plain(log_service, i % 2 ? ZHANG : JU, "1", "during");
    log_service_now -= THREE_DAYS;
    log_service_record_plain(log_service, ZHANG, "1", "after");
    log_service_record_plain(log_service, ZHANG, "1", "later");
    cr_assert_eq(times_of(log_service, times), DURING + 3);
    for (int i = 0; i < DURING + 3; i++) {
        cr_assert_leq(times[i], clock_now() + SECOND, "row %d", i + 1);
        cr_assert(i == 0 || times[i] >= times[i - 1], "row %d", i + 1);
    }
    cr_assert_eq(count_of_day(log_service, today), DURING + 3);
    cr_assert_eq(count_of_day(log_service, today + 3), 0);
    cr_assert_leq(activity_of(log_service, ZHANG), clock_now() + SECOND);
    cr_assert_leq(activity_of(log_service, JU), clock_now() + SECOND, "who has done nothing since");
    log_service_destroy(&log_service);
}

Test(actionlog_clock, rows_of_the_future_are_of_today_until_then)
{
    log_service_t *log_service = log_service_of_today();
    const int64_t today = clock_day(log_service_now);
    log_service_record_plain(log_service, ZHANG, "1", "before");
    log_service_now += THREE_DAYS;
    log_service_record_plain(log_service, ZHANG, "1", "during");
    log_service_now -= THREE_DAYS;
    cr_assert_eq(count_of_day(log_service, today), 2);
    cr_assert_eq(count_of_day(log_service, today - 1), 0);
    log_service_destroy(&log_service);
}

Test(actionlog_clock, record_within_a_second_of_the_last_row_keeps_its_time)
{
    int64_t times[2] = {0};
    log_service_t *log_service = log_service_of_today();
    log_service_now += SECOND / 2;
    log_service_record_plain(log_service, ZHANG, "1", "x");
    log_service_now -= SECOND / 2;
    log_service_record_plain(log_service, ZHANG, "1", "y");
    times_of(log_service, times);
    cr_assert_eq(times[1], times[0]);
    log_service_destroy(&log_service);
}

/* An instance whose clock is behind does not take the others' rows for future ones: Redis' clock tells. */
Test(actionlog_clock, slow_clock_dates_nothing_back)
{
    int64_t times[2] = {0};
    log_service_t *log_service = log_service_of_today();
    const int64_t now = log_service_now;
    log_service_record_plain(log_service, ZHANG, "1", "x");
    log_service_now -= THREE_DAYS;
    log_service_record_plain(log_service, ZHANG, "1", "y");
    times_of(log_service, times);
    cr_assert_eq(times[0], now);
    cr_assert_eq(times[1], now);
    cr_assert_eq(activity_of(log_service, ZHANG), now);
    log_service_destroy(&log_service);
}

/* What a key was answered stays as it was; the record happens once. */
Test(actionlog_clock, record_tried_again_after_a_jump_happens_once)
{
    log_service_t *log_service = log_service_of_today();
    act_t act = {.customer_id = ZHANG,
                 .call = 777,
                 .issued = clock_now(),
                 .parameters = RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x")};
    act_t keyed = {.customer_id = ZHANG,
                   .call = 778,
                   .issued = clock_now(),
                   .parameters = RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    log_service_now += THREE_DAYS;
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    cr_assert_eq(log_service_record(log_service, keyed, NULL), STATUS_DONE);
    log_service_now -= THREE_DAYS;
    log_service_record_plain(log_service, JU, "1", "y");
    act.retries = keyed.retries = 1;
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    cr_assert_eq(log_service_record(log_service, keyed, NULL), STATUS_DONE);
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 3);
    log_service_destroy(&log_service);
}
