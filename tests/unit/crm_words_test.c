/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/words.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "proto/origin.h"
#include "services/crm/store.h"
#include "services/crm/tags.h"
#include "tests/support/leak_check.h"

TestSuite(crm_words, .fini = leak_check);

typedef struct {
    const char *time, *now, *last_follow, *follow_status, *last_activity;
} case_t;

/* Calendar days of the zone decide, not hours. */
static const case_t CASES[] = {
    {"2018-09-21T00:00:00", "2018-09-21T23:59:59.999", "今天", "今天跟进", "今天"},
    {"2018-09-20T23:59:59.999", "2018-09-21T00:00:00", "昨天", "昨天已跟进", "昨天"},
    {"2018-09-20T00:00:00", "2018-09-21T23:59:59.999", "昨天", "昨天已跟进", "昨天"},
    {"2018-09-19T23:59:59.999", "2018-09-21T00:00:00", "2天前", "2018-09-19", "2018-09-19"},
    {"2018-08-21T12:00:00", "2018-09-21T12:00:00", "31天前", "2018-08-21", "2018-08-21"},
    {"2017-12-31T23:00:00", "2018-01-01T01:00:00", "昨天", "昨天已跟进", "昨天"},
    {"2017-08-17T12:00:00", "2018-09-21T12:00:00", "400天前", "2017-08-17", "2017-08-17"},
    {"2018-09-22T12:00:00", "2018-09-21T12:00:00", "今天", "今天跟进", "今天"},
};

static int64_t read_time(const char *text)
{
    int64_t time = 0;
    cr_assert(clock_read_time(text_of(text), &time), "%s", text);
    return time;
}

static void expect(text_t found, const char *expected)
{
    cr_expect(text_equal(found, text_of(expected)), "%.*s, not %s", TEXT_ARG(found), expected);
}

Test(crm_words, days_turn_at_midnight_of_the_zone)
{
    arena_t arena = {0};
    cr_assert(clock_set_zone("Asia/Shanghai"));
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const case_t *one = &CASES[i];
        int64_t time = read_time(one->time), now = read_time(one->now);
        expect(words_last_follow(&arena, time, now), one->last_follow);
        expect(words_follow_status(&arena, time, now), one->follow_status);
        expect(words_last_activity(&arena, time, now), one->last_activity);
    }
    arena_free(&arena);
}

Test(crm_words, never)
{
    arena_t arena = {0};
    int64_t now = 1537514281000;
    expect(words_last_follow(&arena, TIME_NONE, now), "");
    expect(words_follow_status(&arena, TIME_NONE, now), "未跟进过");
    expect(words_last_activity(&arena, TIME_NONE, now), "");
    arena_free(&arena);
}

Test(crm_words, codes_outside_the_tables_are_empty)
{
    expect(words_source(1), "扫码");
    expect(words_source(4), "公众号文章");
    expect(words_source(0), "");
    expect(words_source(5), "");
    expect(origin_name(2), "微信小程序");
    expect(origin_name(3), "");
}

Test(crm_words, tag_lists_are_written_once_each_and_read_back)
{
    arena_t arena = {0};
    buffer_t out = {0};
    const int64_t ids[] = {3, 2, 3, ID_MAX, 2};
    tags_write(&out, (id_list_t){ids, 5});
    expect(buffer_text(&out), "3,2,9007199254740991");
    id_list_t read;
    cr_assert(tags_read(buffer_text(&out), &arena, &read));
    cr_assert_eq(read.count, 3);
    cr_expect_eq(read.values[2], ID_MAX);
    cr_expect(tags_read(TEXT_LITERAL(""), &arena, &read));
    cr_expect_eq(read.count, 0);
    static const char *const foreign[] = {"x", "7,,8", "0", "-7", "7,x", "9007199254740992", "7;8"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        cr_expect_not(tags_read(text_of(foreign[i]), &arena, &read), "%s", foreign[i]);
    buffer_free(&out);
    arena_free(&arena);
}
