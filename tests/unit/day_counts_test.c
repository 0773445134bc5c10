/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/day_counts.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "common/store/recount.h"
#include "tests/support/leak_check.h"

TestSuite(day_counts, .fini = leak_check);

static int64_t day_of(const char *date)
{
    int64_t time = 0;
    cr_assert(clock_read_time(text_of(date), &time));
    return clock_day(time);
}

Test(day_counts, value_is_read_as_it_was_written)
{
    action_counts_t counts = {{[0] = 1, [6] = 268435455, [15] = 70000}}, again = {{0}};
    buffer_t value = {0};
    day_counts_write(&value, &counts);
    cr_assert_eq(value.size, 12);
    cr_assert(day_counts_add(&again, buffer_text(&value)));
    cr_assert(day_counts_add(&again, buffer_text(&value)), "they add up");
    for (size_t i = 0; i < ACTION_COUNT; i++)
        cr_assert_eq(again.of[i], 2 * counts.of[i]);
    cr_assert_eq(day_counts_sum(&counts), 268435455 + 70001);
    buffer_free(&value);
}

Test(day_counts, value_that_is_none_is_refused)
{
    static const text_t none[] = {TEXT_CONSTANT(""), TEXT_CONSTANT("\0\0\0"), TEXT_CONSTANT("\0\0\0\1"),
                                  TEXT_CONSTANT("\0\0\0\x11\0\0\0\x21"), TEXT_CONSTANT("\0\0\0\x11x")};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        action_counts_t counts = {{0}};
        cr_assert(!day_counts_add(&counts, none[i]), "%zu", i);
    }
}

Test(day_counts, field_is_a_customer_or_a_day)
{
    static const struct {
        const char *field;
        int64_t who;
    } fields[] = {{"9", 9},
                  {"9007199254740991", ID_MAX},
                  {"d01", -1},
                  {"d31", -31},
                  {"d00", 0},
                  {"d32", 0},
                  {"d1", 0},
                  {"", 0},
                  {"0", 0},
                  {"-1", 0},
                  {"01", 0},
                  {"x", 0},
                  {"9007199254740992", 0}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        buffer_t field = {0};
        cr_assert_eq(day_counts_read_field(text_of(fields[i].field)), fields[i].who, "%s", fields[i].field);
        day_counts_write_field(&field, fields[i].who);
        cr_assert(fields[i].who == 0 || text_equal(buffer_text(&field), text_of(fields[i].field)));
        buffer_free(&field);
    }
}

Test(day_counts, days_are_cut_into_whole_months_and_single_days)
{
    static const struct {
        const char *from, *to;
        int months, days;
    } cuts[] = {{"2018-12-31", "2018-12-31", 0, 1},  {"2018-12-01", "2018-12-31", 1, 0},
                {"2018-12-01", "2018-12-30", 0, 30}, {"2018-12-31", "2019-02-01", 1, 2},
                {"2020-02-01", "2020-02-29", 1, 0},  {"2018-01-02", "2019-01-01", 11, 31}};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        int months = 0, days = 0;
        const int64_t to = day_of(cuts[i].to);
        for (int64_t day = day_of(cuts[i].from); day <= to;) {
            const period_t period = period_at(day, to);
            cr_assert_eq(period.day, day);
            months += period.month;
            days += !period.month;
            day = period.end;
        }
        cr_assert(months == cuts[i].months && days == cuts[i].days, "%s", cuts[i].from);
    }
}

/* What a recount hands over, as a text. */
static void tell(void *context, const recounted_t *recounted)
{
    buffer_t *told = context;
    period_key(told, 7, &recounted->period);
    for (size_t i = 0; i < recounted->count; i++) {
        buffer_append_char(told, ' ');
        day_counts_write_field(told, recounted->fields[i]);
        for (int action = 1; action <= ACTION_COUNT; action++)
            if (recounted->counts[i].of[action - 1] > 0)
                buffer_append_format(told, "/%d:%lld", action,
                                     (long long)recounted->counts[i].of[action - 1]);
    }
    buffer_append_char(told, '\n');
}

Test(day_counts, recount_hands_over_each_day_and_month)
{
    static const struct {
        const char *time;
        int64_t customer_id, action;
    } rows[] = {{"2018-12-31T23:59:59", 9, 1},
                {"2018-12-31T23:59:59", 9, 1},
                {"2019-01-01T00:00:00", 9, 2},
                {"2019-01-01T00:00:01", 8, 1},
                {"2019-01-03T00:00:00", 9, 2}};
    buffer_t told = {0};
    recount_t recount = {.begun = false};
    recount_open(&recount, tell, &told);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stored_action_t row = {.customer_id = rows[i].customer_id, .action = rows[i].action};
        cr_assert(clock_read_time(text_of(rows[i].time), &row.time));
        cr_assert(recount_row(&recount, &row));
    }
    cr_assert(!recount_row(&recount, &(stored_action_t){.time = 0, .customer_id = 9, .action = 1}));
    recount_end(&recount);
    recount_close(&recount);
    buffer_append_char(&told, '\0');
    cr_assert_str_eq(told.data, "log:{u:7}:d:20181231 9/1:2\n"
                                "log:{u:7}:m:201812 9/1:2 d31/1:2\n"
                                "log:{u:7}:d:20190101 9/2:1 8/1:1\n"
                                "log:{u:7}:d:20190103 9/2:1\n"
                                "log:{u:7}:m:201901 9/2:2 d01/1:1/2:1 8/1:1 d03/2:1\n");
    buffer_free(&told);
}

Test(day_counts, id_table_numbers_ids_in_their_order)
{
    enum { IDS = 5000 };
    arena_t arena = {0};
    id_table_t table = {.arena = &arena};
    for (int round = 0; round < 2; round++) {
        for (int64_t i = 0; i < IDS; i++)
            cr_assert_eq(id_table_number(&table, i * i - 31), (size_t)i);
        cr_assert_eq(id_table_number(&table, 49 - 31), 7);
        cr_assert_eq(table.count, IDS);
        id_table_clear(&table);
    }
    arena_free(&arena);
}
