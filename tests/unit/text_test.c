/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(text, .fini = leak_check, .timeout = 20);

static void assert_int(const char *text, int64_t expected)
{
    int64_t value = 0;
    cr_assert(text_to_int(text_of(text), &value), "%s", text);
    cr_assert_eq(value, expected, "%s", text);
}

Test(text, integers_are_read_up_to_the_ends_of_the_range)
{
    assert_int("0", 0);
    assert_int("-0", 0);
    assert_int("007", 7);
    assert_int("-12", -12);
    assert_int("9223372036854775807", INT64_MAX);
    assert_int("-9223372036854775807", -INT64_MAX);
    assert_int("-9223372036854775808", INT64_MIN);
}

Test(text, what_is_no_integer_is_refused_and_leaves_the_value)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "--1",
                                      "1-",
                                      "1e3",
                                      "９",
                                      "/",
                                      ":",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "18446744073709551617",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t value = 4711;
        cr_assert_not(text_to_int(text_of(bad[i]), &value), "'%s' was taken", bad[i]);
        cr_assert_eq(value, 4711, "'%s' changed the value", bad[i]);
    }
}

Test(text, plain_integers_have_one_spelling)
{
    static const char *const plain[] = {"0", "7", "10000", "-1", "9007199254740991", "-9223372036854775808"};
    static const char *const others[] = {"00", "07", "010000", "-0", "-01", "", "-", "+1", "1.0"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        int64_t value, same;
        cr_assert(text_to_plain_int(text_of(plain[i]), &value) && text_to_int(text_of(plain[i]), &same) &&
                      value == same,
                  "%s", plain[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        int64_t value = 4711;
        cr_assert_not(text_to_plain_int(text_of(others[i]), &value), "'%s' was taken", others[i]);
        cr_assert_eq(value, 4711, "'%s' changed the value", others[i]);
    }
}

Test(text, integer_with_an_embedded_nul_is_refused)
{
    int64_t value;
    cr_assert_not(text_to_int((text_t){"1\0002", 3}, &value));
}

Test(text, well_formed_utf8_is_taken)
{
    static const char *const good[] = {"",
                                       "abc",
                                       "\x7f",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       "张聪👍"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_assert(text_is_utf8(text_of(good[i])), "case %zu", i);
}

Test(text, malformed_utf8_is_refused)
{
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc2",
        "\xc2\x41",
        "\xe0\x9f\xbf",
        "\xe2\x82",
        "\xe2\x28\xa1",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xf0\x9f\x91",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "a\xfe",
        "\xf0\x28\x8c\xbc",
        "abc\xe5\xbc",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_not(text_is_utf8(text_of(bad[i])), "case %zu", i);
}

Test(text, nul_is_no_text)
{
    cr_assert_not(text_is_utf8((text_t){"a\0b", 3}));
}

Test(text, length_counts_code_points)
{
    cr_assert_eq(text_length(TEXT_NONE), 0);
    cr_assert_eq(text_length(text_of("abc")), 3);
    cr_assert_eq(text_length(text_of("张聪👍é")), 4);
}

Test(text, equal_compares_size_and_bytes)
{
    cr_assert(text_equal(text_of("ab"), TEXT_LITERAL("ab")));
    cr_assert(text_equal(text_of(""), TEXT_NONE));
    cr_assert_not(text_equal(text_of("ab"), text_of("abc")));
    cr_assert_not(text_equal(text_of("ab"), text_of("ac")));
    cr_assert_not(text_equal((text_t){"a\0b", 3}, (text_t){"a\0c", 3}));
    cr_assert_eq(text_of(NULL).size, 0);
}

/* Words of eight bytes are looked at at once: each byte is noticed wherever it stands. */
Test(text, utf8_notices_each_byte_at_each_place)
{
    for (size_t size = 1; size <= 20; size++)
        for (size_t place = 0; place < size; place++)
            for (int byte = 0; byte < 256; byte++) {
                char bytes[20];
                memset(bytes, 'x', sizeof bytes);
                bytes[place] = (char)byte;
                cr_assert_eq(text_is_utf8((text_t){bytes, size}), byte > 0 && byte < 0x80, "%d at %zu of %zu",
                             byte, place, size);
            }
}

Test(text, words_of_a_list_stand_between_spaces)
{
    static const char *const lists[] = {"", "  ", "one", " one  two ", "one two"};
    static const size_t counts[] = {0, 0, 1, 2, 2};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *at = lists[i];
        text_t word;
        size_t count = 0;
        for (; text_next_word(&at, &word); count++)
            cr_expect(text_equal(word, count == 0 ? TEXT_LITERAL("one") : TEXT_LITERAL("two")), "%s",
                      lists[i]);
        cr_expect_eq(count, counts[i], "%s", lists[i]);
    }
}

Test(text, visible_is_ascii_without_spaces_and_controls)
{
    for (int byte = 0; byte < 256; byte++) {
        const char bytes[] = {'x', (char)byte, 'x'};
        cr_expect_eq(text_is_visible((text_t){bytes, sizeof bytes}), byte > 0x20 && byte < 0x7f, "%d", byte);
    }
    cr_expect(text_is_visible(TEXT_NONE));
}

Test(text, a_cut_is_between_two_characters)
{
    const text_t text = TEXT_LITERAL("a雷é😀"); /* of 1, 3, 2 and 4 bytes */
    static const size_t sizes[] = {0, 1, 1, 1, 4, 4, 6, 6, 6, 6, 10, 10};
    for (size_t bytes = 0; bytes < sizeof sizes / sizeof *sizes; bytes++)
        cr_expect_eq(text_cut(text, bytes).size, sizes[bytes], "%zu bytes", bytes);
    static const size_t lengths[] = {0, 1, 4, 6, 10, 10};
    for (size_t most = 0; most < sizeof lengths / sizeof *lengths; most++)
        cr_expect_eq(text_cut_length(text, most).size, lengths[most], "%zu characters", most);
    cr_expect_eq(text_cut(TEXT_NONE, 3).size, 0);
    cr_expect_eq(text_cut_length(TEXT_NONE, 3).size, 0);
}

Test(text, begins_with_what_stands_at_its_front)
{
    const text_t text = TEXT_LITERAL("ab\0c");
    cr_expect(text_begins(text, TEXT_NONE));
    cr_expect(text_begins(text, TEXT_LITERAL("ab\0")));
    cr_expect(text_begins(text, text));
    cr_expect(text_begins(TEXT_NONE, TEXT_NONE));
    cr_expect_not(text_begins(text, TEXT_LITERAL("b")));
    cr_expect_not(text_begins(text, TEXT_LITERAL("ab\0cd")));
    cr_expect_not(text_begins(TEXT_NONE, TEXT_LITERAL("a")));
}

Test(text, skips_what_stands_at_its_front_and_nothing_else)
{
    text_t text = TEXT_LITERAL("ab\0c");
    cr_expect_not(text_skip(&text, TEXT_LITERAL("ac")));
    cr_expect(text_equal(text, TEXT_LITERAL("ab\0c")));
    cr_expect(text_skip(&text, TEXT_NONE));
    cr_expect(text_skip(&text, TEXT_LITERAL("ab\0")));
    cr_expect(text_equal(text, TEXT_LITERAL("c")));
    cr_expect(text_skip(&text, TEXT_LITERAL("c")));
    cr_expect_eq(text.size, 0);
    cr_expect(text_skip(&(text_t){NULL, 0}, TEXT_NONE));
}
