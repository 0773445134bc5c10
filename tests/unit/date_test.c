/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#include <criterion/criterion.h>
#include <time.h>

#include "tests/support/leak_check.h"

TestSuite(date, .fini = leak_check);

enum { FIRST = -25567 /* 1900-01-01 */, LAST = 2932896 /* 9999-12-31 */ };

static void expect_day(const char *text, int64_t expected)
{
    int64_t day = -1;
    cr_assert(date_read(text_of(text), &day), "%s", text);
    cr_assert_eq(day, expected, "%s: %lld", text, (long long)day);
}

Test(date, reads_short_and_long_forms)
{
    expect_day("1970-01-01", 0);
    expect_day("2018-06-01", 17683);
    expect_day("2018-6-1", 17683);
    expect_day("1900-1-1", FIRST);
    expect_day("9999-12-31", LAST);
    expect_day("2000-02-29", 11016);
    expect_day("2024-2-29", 19782);
}

Test(date, refuses_what_is_no_day)
{
    static const char *const wrong[] = {
        "",           "2018",       "2018-06",    "2018-06-",    "2018-06-01 ", " 2018-6-1",   "2018-06-31",
        "2019-02-29", "1900-02-29", "2018-00-01", "2018-13-1",   "2018-1-0",    "20180-01-01", "-2018-1-1",
        "2018-+1-01", "1899-12-31", "2018-006-1", "2018.6.1",    "0000-00-00",  "2018-04-31",  "2018-01-32",
        "18-01-01",   "2018/06/01", "2018-6-1x",  "2018-06-001", "+018-06-01",  "2018--6-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int64_t day = 4711;
        cr_assert_not(date_read(text_of(wrong[i]), &day), "%s", wrong[i]);
        cr_assert_eq(day, 4711, "%s", wrong[i]);
    }
}

Test(date, embedded_nul_is_no_end)
{
    int64_t day;
    cr_assert_not(date_read((text_t){"2018-06-01\0", 11}, &day));
}

/* The C library's calendar is the second opinion. */
Test(date, every_day_is_as_the_c_library_has_it)
{
    for (int64_t day = FIRST; day <= LAST; day += 97) {
        time_t time = (time_t)(day * 86400);
        struct tm expected;
        gmtime_r(&time, &expected);
        date_t date = date_of_day(day);
        cr_assert(date.year == expected.tm_year + 1900 && date.month == expected.tm_mon + 1 &&
                      date.day == expected.tm_mday,
                  "day %lld", (long long)day);
        cr_assert_eq(date_to_day(date), day);
    }
}

Test(date, written_days_are_read_back)
{
    for (int64_t day = FIRST; day <= LAST; day += 89) {
        buffer_t out = {0};
        int64_t back;
        date_write(&out, day);
        cr_assert_eq(out.size, 10);
        cr_assert(date_read(buffer_text(&out), &back));
        cr_assert_eq(back, day);
        buffer_free(&out);
    }
}
