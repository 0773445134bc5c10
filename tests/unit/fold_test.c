/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/fold.h"
#include "base/utf8.h"
#include "tests/support/leak_check.h"

TestSuite(fold, .fini = leak_check);

static void expect_folded(text_t text, text_t expected)
{
    buffer_t out = {0};
    buffer_append_char(&out, ' '); /* is not a part of the run */
    cr_assert(text_fold(&out, text), "%.*s", TEXT_ARG(text));
    const text_t folded = {out.data + 1, out.size - 1};
    cr_assert(text_equal(folded, expected), "'%.*s' is '%.*s', not '%.*s'", TEXT_ARG(text), TEXT_ARG(folded),
              TEXT_ARG(expected));
    buffer_free(&out);
}

Test(fold, case_width_and_white_space)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"ABC公司　王", "abc公司 王"},
        {"ＡＢＣ", "abc"},
        {"公司 王", "公司 王"},
        {"公司 \t\n 王", "公司 王"},
        {"\xc2\xa0\xe2\x80\xa8\xc2\x85x", " x"},
        {"  x  ", " x "},
        {"ß", "ss"},
        {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
        {"İ", "i̇"},
        {"₁₇₆①㈱", "1761(株)"},
        {"ｶﾞ", "ガ"},
        {"é", "é"},
        {"Ⅷ ﬁ ℡", "viii fi tel"},
        {"💗Rose", "💗rose"},
        {"龘鿿", "龘鿿"},
        {"豈", "豈"}, /* a compatibility ideograph */
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        expect_folded(text_of(pairs[i][0]), text_of(pairs[i][1]));
}

/* The one character that becomes most. */
Test(fold, text_that_grows)
{
    buffer_t text = {0}, out = {0};
    for (int i = 0; i < 2000; i++)
        buffer_append_literal(&text, "ﷺ");
    cr_assert(text_fold(&out, buffer_text(&text)));
    cr_assert_eq(out.size, 2000 * strlen("صلى الله عليه وسلم"));
    buffer_free(&text);
    buffer_free(&out);
}

Test(fold, other_bytes_are_refused)
{
    static const char *const others[] = {"\xff",         "a\xc3",     "王\xe7\x8e",
                                         "\xed\xa0\x80", "\xe4\xb8x", "A\xc0\x80"};
    buffer_t out = {0};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_expect_not(text_fold(&out, text_of(others[i])), "%zu", i);
        cr_expect_eq(out.size, 0);
    }
    buffer_free(&out);
}

/* A code point that may stand in a text, as UTF-8. */
static void append_point(buffer_t *out, unsigned point)
{
    if (point < 0x80)
        buffer_append_char(out, (char)point);
    else if (point < 0x800)
        buffer_append_format(out, "%c%c", 0xc0 | point >> 6, 0x80 | (point & 63));
    else if (point < 0x10000)
        buffer_append_format(out, "%c%c%c", 0xe0 | point >> 12, 0x80 | (point >> 6 & 63),
                             0x80 | (point & 63));
    else
        buffer_append_format(out, "%c%c%c%c", 0xf0 | point >> 18, 0x80 | (point >> 12 & 63),
                             0x80 | (point >> 6 & 63), 0x80 | (point & 63));
}

Test(fold, folding_again_changes_nothing)
{
    buffer_t once = {0}, twice = {0}, text = {0};
    for (unsigned point = 1; point < 0x110000; point++) {
        if (point >= 0xd800 && point < 0xe000)
            continue;
        buffer_clear(&text);
        buffer_clear(&once);
        buffer_clear(&twice);
        append_point(&text, point);
        cr_assert(text_fold(&once, buffer_text(&text)) && text_fold(&twice, buffer_text(&once)), "U+%04X",
                  point);
        cr_expect(text_equal(buffer_text(&once), buffer_text(&twice)) && text_is_utf8(buffer_text(&once)),
                  "U+%04X", point);
    }
    buffer_free(&text);
    buffer_free(&once);
    buffer_free(&twice);
}
