/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

#include "tests/support/leak_check.h"

TestSuite(clock, .fini = leak_check, .timeout = 20);

#define HOUR INT64_C(3600000)
#define DAY INT64_C(86400000)

static const char *written(void (*write)(buffer_t *, int64_t), int64_t time)
{
    static char text[64];
    buffer_t out = {0};
    write(&out, time);
    snprintf(text, sizeof text, "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
    return text;
}

static int64_t time_read(const char *text)
{
    int64_t time = INT64_MIN;
    cr_assert(clock_read_time(text_of(text), &time), "%s", text);
    return time;
}

static void zone(const char *name)
{
    cr_assert(clock_set_zone(name), "no zone %s", name);
}

Test(clock, zone_that_does_not_exist_is_refused)
{
    static const char *const bad[] = {"",         "Asia/Shanghay", "Asia", "/etc/passwd", "../zoneinfo/UTC",
                                      "zone.tab", "CST-8",         " UTC"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_not(clock_set_zone(bad[i]), "'%s' was taken", bad[i]);
}

Test(clock, time_is_written_as_in_the_api)
{
    zone("Asia/Shanghai");
    cr_assert_str_eq(written(clock_write_time, 1537514281548), "2018-09-21T15:18:01.548");
    cr_assert_str_eq(written(clock_write_time, 1537514281007), "2018-09-21T15:18:01.007");
    cr_assert_str_eq(written(clock_write_time, 1537514281000), "2018-09-21T15:18:01");
    cr_assert_str_eq(written(clock_write_date, 1537514281548), "2018-09-21");
    cr_assert_str_eq(written(clock_write_minute, 1537514281548), "15:18");
    cr_assert_str_eq(written(clock_write_month_day, 1537514281548), "09-21");
}

Test(clock, writing_appends)
{
    zone("UTC");
    buffer_t out = {0};
    buffer_append_literal(&out, "a ");
    clock_write_date(&out, 0);
    buffer_append_char(&out, ' ');
    clock_write_month_day(&out, 0);
    clock_write_minute(&out, 0);
    cr_assert(text_equal(buffer_text(&out), text_of("a 1970-01-01 01-0100:00")));
    buffer_free(&out);
}

Test(clock, times_before_1970_round_down)
{
    zone("UTC");
    cr_assert_str_eq(written(clock_write_time, -1), "1969-12-31T23:59:59.999");
    cr_assert_eq(clock_day(-1), -1);
    cr_assert_eq(clock_year(-1), 1969);
}

Test(clock, times_beyond_four_digit_years_are_held_at_the_ends)
{
    zone("Asia/Shanghai");
    cr_assert_str_eq(written(clock_write_date, INT64_MAX), "9999-12-31");
    cr_assert_str_eq(written(clock_write_time, INT64_MIN), "0001-01-01T00:00:00");
}

/* The C library is the reference, at every hour and at odd times, over years with and without summer time. */
static void compare_with_the_library(const char *name, int64_t from, int64_t to, int64_t step)
{
    zone(name);
    for (int64_t time = from; time < to; time += step) {
        time_t second = (time_t)(time / 1000);
        struct tm parts;
        char expected[64];
        localtime_r(&second, &parts);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S", &parts);
        cr_assert_str_eq(written(clock_write_time, time), expected, "%s at %lld", name, (long long)time);
    }
}

Test(clock, offset_is_right_at_each_half_hour_in_zones_with_summer_time)
{
    static const char *const zones[] = {"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Chatham",
                                        "America/St_Johns"};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        compare_with_the_library(zones[i], 1704067200000, 1704067200000 + 366 * DAY, HOUR / 2);
}

Test(clock, offset_is_right_around_a_change_within_an_hour)
{
    compare_with_the_library("Asia/Shanghai", -2177481600000, -2177424000000,
                             17000); /* 1900-12-31 15:54:17 UTC */
}

Test(clock, day_counts_calendar_days)
{
    zone("Asia/Shanghai");
    int64_t late = time_read("2018-09-21T23:59:59.999"), early = time_read("2018-09-22 00:00:00");
    cr_assert_eq(early - late, 1);
    cr_assert_eq(clock_day(early) - clock_day(late), 1);
    cr_assert_eq(clock_year(time_read("2018-12-31 23:59:59")), 2018);
    cr_assert_eq(clock_year(time_read("2019-01-01")), 2019);
}

Test(clock, day_start_is_the_first_time_of_each_day)
{
    static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut",
                                        "America/Havana"};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        zone(zones[i]);
        for (int64_t day = 15000; day < 17500; day++) {
            int64_t start = clock_day_start(day);
            cr_assert_eq(clock_day(start), day, "%s day %lld", zones[i], (long long)day);
            cr_assert_eq(clock_day(start - 1), day - 1, "%s day %lld", zones[i], (long long)day);
        }
    }
}

Test(clock, time_is_read_in_every_form)
{
    zone("Asia/Shanghai");
    cr_assert_eq(time_read("2018-09-21T15:18:01.548"), 1537514281548);
    cr_assert_eq(time_read("2018-09-21 15:18:01.5"), 1537514281500);
    cr_assert_eq(time_read("2018-09-21 15:18:01.548999"), 1537514281548);
    cr_assert_eq(time_read("2018-09-21T15:18:01.000999999"), 1537514281000);
    cr_assert_eq(time_read("2018-09-21T15:18:01"), 1537514281000);
    cr_assert_eq(time_read("2018-09-21"), time_read("2018-09-21T00:00:00"));
}

Test(clock, time_that_does_not_exist_is_refused)
{
    static const char *const bad[] = {
        "2018-09-21T24:00:00",      "2018-09-21T15:60:00",   "2018-09-21T15:18:60",
        "2018-09-21T15:18",         "2018-09-21T15:18:01.",  "2018-09-21T15:18:01.1234567890",
        "2018-09-21T15:18:01Z",     "2018-09-21x15:18:01",   "2018-09-21T",
        "2018-02-30T15:18:01",      "2018-09-21T15:18:01.a", "2018-09-21T5:18:01",
        "2018-09-21T15:18:01+08:00"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t time = 4711;
        cr_assert_not(clock_read_time(text_of(bad[i]), &time), "'%s' was taken", bad[i]);
        cr_assert_eq(time, 4711);
    }
}

Test(clock, what_is_written_is_read_back)
{
    zone("Europe/Berlin");
    for (int64_t time = 1500000000000; time < 1500000000000 + 365 * DAY; time += 7 * HOUR + 12345)
        cr_assert_eq(time_read(written(clock_write_time, time)), time);
    cr_assert_str_eq(written(clock_write_date, time_read("9999-12-31")), "9999-12-31");
}

Test(clock, time_in_the_gap_of_summer_time_is_later_by_the_gap)
{
    zone("Europe/Berlin");
    cr_assert_eq(time_read("2024-03-31T02:30:00"), time_read("2024-03-31T03:30:00"));
}

Test(clock, time_that_comes_twice_is_the_first)
{
    zone("Europe/Berlin");
    cr_assert_eq(time_read("2024-10-27T02:30:00"), time_read("2024-10-27T01:30:00") + HOUR);
}

Test(clock, now_is_the_time_of_the_system)
{
    int64_t before = (int64_t)time(NULL) * 1000;
    int64_t now = clock_now();
    cr_assert_geq(now, before);
    cr_assert_leq(now, (int64_t)time(NULL) * 1000 + 1000);
}
