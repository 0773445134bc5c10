/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "common/store/summary.h"

#define BYTES(literal) ((text_t){literal, sizeof(literal) - 1})

static void expect_text(text_t text, const char *expected)
{
    cr_assert(text_equal(text, text_of(expected)), "%.*s", TEXT_ARG(text));
}

Test(summary, tells_its_fields)
{
    summary_t summary;
    cr_assert(summary_read(BYTES("\0\4Anna\0\12"
                                 "2018-06-14"
                                 "\0\2"
                                 "70\0\3abc\0\3Abe"),
                           &summary));
    expect_text(summary.name, "Anna");
    expect_text(summary.expected_time, "2018-06-14");
    expect_text(summary.title, "abc");
    expect_text(summary.memo_name, "Abe");
    cr_assert_eq(summary.article_id, 70);
}

Test(summary, leaves_out_what_is_not_known)
{
    summary_t summary;
    cr_assert(summary_read(BYTES("\0\0\0\0\0\0\0\1x\0\0"), &summary));
    cr_assert_null(summary.name.data);
    cr_assert_null(summary.expected_time.data);
    cr_assert_eq(summary.article_id, 0);
    expect_text(summary.title, "x");
}

Test(summary, reads_long_texts)
{
    char bytes[10 + 300] = "\1\54";
    memset(bytes + 2, 'n', 300);
    memset(bytes + 302, 0, 8);
    summary_t summary;
    cr_assert(summary_read((text_t){bytes, sizeof bytes}, &summary));
    cr_assert_eq(summary.name.size, 300);
}

Test(summary, refuses_other_bytes)
{
    summary_t summary;
    const text_t others[] = {BYTES(""),
                             BYTES("\0"),
                             BYTES("\0\4Ann"),
                             BYTES("\0\0\0\0\0\0\0\0"),
                             BYTES("\0\0\0\0\0\0\0\0\0\0x"),
                             BYTES("\0\0\0\0\0\1x\0\0\0\0")};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_assert_not(summary_read(others[i], &summary), "%zu", i);
}
