/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody is told: texts that are joined, and where there is no room for more. */
#include <criterion/criterion.h>

#include "services/wechat/notice/words.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_words, .fini = leak_check);

enum { ALL = 100, ROOM = 20 };

#define TOLD(id, msg) "{\"id\":" #id ",\"send_type\":1,\"info_type\":1,\"msg\":\"" msg "\"}"
#define ANSWER(rows) "{\"ret_data\":[" rows "],\"data_count\":1}"

/* Joins what staff users wrote, in ROOM. */
static joined_t expect(const char *answer, size_t count, const char *wanted)
{
    joined_t joined;
    buffer_t out = {0};
    buffer_append_literal(&out, "> ");
    cr_assert(words_join(&out, text_of(answer), PRINCIPAL_STAFF, count, ROOM, &joined), "%s", answer);
    const text_t words = {out.data + 2, out.size - 2};
    cr_expect(text_equal(words, text_of(wanted)), "%s: %.*s", answer, TEXT_ARG(words));
    cr_expect(joined.whole_size <= words.size);
    buffer_free(&out);
    return joined;
}

static void expect_ids(joined_t joined, int64_t first, int64_t whole, int64_t last)
{
    cr_expect_eq(joined.first, first);
    cr_expect_eq(joined.whole, whole);
    cr_expect_eq(joined.last, last);
}

Test(wechat_words, texts_are_joined_by_lines)
{
    joined_t joined = expect(ANSWER(TOLD(3, "one") "," TOLD(5, "two")), ALL, "one\ntwo");
    expect_ids(joined, 3, 5, 5);
    cr_expect_eq(joined.whole_size, sizeof "one\ntwo" - 1);
    expect_ids(expect(ANSWER(TOLD(3, "one") "," TOLD(5, "two")), 1, "two"), 5, 5, 5);
    expect_ids(expect(ANSWER("{\"id\":4,\"send_type\":2,\"info_type\":1,\"msg\":\"x\"}"), ALL, ""), 0, 0, 0);
    expect_ids(expect(ANSWER("{\"id\":4,\"send_type\":1,\"info_type\":4,\"url\":\"x\"}"), ALL, "[图片]"), 4,
               4, 4);
}

Test(wechat_words, what_fills_the_room_fits)
{
    expect_ids(expect(ANSWER(TOLD(1, "0123456789") "," TOLD(2, "012345678")), ALL, "0123456789\n012345678"),
               1, 2, 2);
}

Test(wechat_words, who_reads_sees_that_there_is_more)
{
    const joined_t joined = expect(ANSWER(TOLD(1, "0123456789") "," TOLD(2, "0123456789") "," TOLD(3, "x")),
                                   ALL, "0123456789\n012345678…");
    expect_ids(joined, 1, 1, 3);
    cr_expect_eq(joined.whole_size, 10);
    expect_ids(expect(ANSWER(TOLD(1, "0123456789") "," TOLD(2, "01234567890123456789") "," TOLD(3, "x")), 2,
                      "01234567890123456789…"),
               2, 2, 3);
}

Test(wechat_words, a_single_text_that_is_too_long_is_not_whole)
{
    expect_ids(expect(ANSWER(TOLD(7, "一二三四五六七") "," TOLD(8, "x")), ALL, "一二三四五六…"), 7, 0, 8);
}

Test(wechat_words, what_is_no_answer_is_none)
{
    static const char *const wrong[] = {"", "[]", "{}", "{\"ret_data\":1}", "{\"ret_data\":[}"};
    joined_t joined;
    buffer_t out = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(words_join(&out, text_of(wrong[i]), PRINCIPAL_STAFF, ALL, ROOM, &joined), "%s",
                      wrong[i]);
    cr_expect_eq(out.size, 0);
    buffer_free(&out);
}
