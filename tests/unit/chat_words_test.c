/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/words.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "tests/support/leak_check.h"

TestSuite(chat_words, .fini = leak_check);

static void expect_when(const char *time, const char *now, const char *shown)
{
    int64_t time_ms = 0, now_ms = 0;
    buffer_t out = {0};
    cr_assert(clock_set_zone("Asia/Shanghai"));
    cr_assert(clock_read_time(text_of(time), &time_ms) && clock_read_time(text_of(now), &now_ms));
    const today_t today = words_today(now_ms);
    words_write_when(&out, time_ms, &today);
    cr_expect(text_equal(buffer_text(&out), text_of(shown)), "%s at %s is shown as %.*s", time, now,
              TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

Test(chat_words, when_is_told_by_days_and_years)
{
    expect_when("2018-09-21T15:18:01", "2018-09-21T23:59:59.999", "15:18");
    expect_when("2018-09-21T00:00:00", "2018-09-21T00:00:00", "00:00");
    expect_when("2018-09-20T23:59:59.999", "2018-09-21T00:00:00", "昨天");
    expect_when("2018-09-19T23:59:59", "2018-09-21T00:00:00", "09-19");
    expect_when("2018-08-21T15:18:01", "2018-09-21T15:18:01", "08-21");
    expect_when("2018-01-01T00:00:00", "2018-12-31T23:59:59", "01-01");
    expect_when("2017-09-21T15:18:01", "2018-09-21T15:18:01", "2017-09-21");
}

Test(chat_words, when_at_the_turn_of_the_year)
{
    expect_when("2017-12-31T23:59:59", "2018-01-01T00:00:01", "昨天");
    expect_when("2017-12-30T23:59:59", "2018-01-01T00:00:01", "2017-12-30");
    expect_when("2018-01-01T00:00:00", "2018-01-03T00:00:00", "01-01");
    expect_when("2017-12-31T23:59:59.999", "2018-01-03T00:00:00", "2017-12-31");
}

Test(chat_words, when_in_the_future_counts_as_today)
{
    expect_when("2018-09-22T08:00:00", "2018-09-21T15:18:01", "08:00");
}
