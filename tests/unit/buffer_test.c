/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/leak_check.h"

TestSuite(buffer, .fini = leak_check, .timeout = 20);

static void assert_holds(const buffer_t *buffer, const char *expected)
{
    cr_assert(text_equal(buffer_text(buffer), text_of(expected)), "it holds '%.*s'",
              TEXT_ARG(buffer_text(buffer)));
}

Test(buffer, appends_in_order)
{
    buffer_t buffer = {0};
    buffer_append(&buffer, "ab", 2);
    buffer_append_char(&buffer, 'c');
    buffer_append_literal(&buffer, "de");
    buffer_append_text(&buffer, text_of("f"));
    buffer_append_text(&buffer, TEXT_NONE);
    buffer_append_int(&buffer, 42);
    buffer_append_format(&buffer, "%s-%d", "g", 7);
    assert_holds(&buffer, "abcdef42g-7");
    buffer_free(&buffer);
}

Test(buffer, keeps_what_it_holds_while_it_grows)
{
    buffer_t buffer = {0};
    for (int i = 0; i < 100000; i++)
        buffer_append_char(&buffer, (char)('a' + i % 26));
    cr_assert_eq(buffer.size, 100000);
    for (int i = 0; i < 100000; i++)
        cr_assert_eq(buffer.data[i], 'a' + i % 26);
    buffer_free(&buffer);
}

Test(buffer, bytes_may_be_nul)
{
    buffer_t buffer = {0};
    buffer_append(&buffer, "a\0b", 3);
    cr_assert_eq(buffer.size, 3);
    cr_assert_eq(buffer.data[2], 'b');
    buffer_free(&buffer);
}

Test(buffer, integers_are_written_up_to_the_ends_of_the_range)
{
    buffer_t buffer = {0};
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {{0, "0"},
                 {-1, "-1"},
                 {10, "10"},
                 {INT64_MAX, "9223372036854775807"},
                 {INT64_MIN, "-9223372036854775808"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_clear(&buffer);
        buffer_append_int(&buffer, cases[i].value);
        assert_holds(&buffer, cases[i].text);
    }
    buffer_free(&buffer);
}

Test(buffer, format_longer_than_its_memory_arrives_whole)
{
    buffer_t buffer = {0};
    buffer_append_format(&buffer, "%05000d", 7);
    cr_assert_eq(buffer.size, 5000);
    cr_assert_eq(buffer.data[4999], '7');
    buffer_append_format(&buffer, "%s", "");
    cr_assert_eq(buffer.size, 5000);
    buffer_free(&buffer);
}

Test(buffer, reserve_makes_room_and_leaves_the_size)
{
    buffer_t buffer = {0};
    buffer_append_literal(&buffer, "ab");
    char *room = buffer_reserve(&buffer, 1000);
    cr_assert_eq(room, buffer.data + 2);
    memset(room, 'x', 1000);
    assert_holds(&buffer, "ab");
    buffer_free(&buffer);
}

Test(buffer, clear_keeps_the_memory)
{
    buffer_t buffer = {0};
    buffer_append_literal(&buffer, "abc");
    char *memory = buffer.data;
    buffer_clear(&buffer);
    assert_holds(&buffer, "");
    buffer_append_literal(&buffer, "d");
    cr_assert_eq(buffer.data, memory);
    buffer_free(&buffer);
}

Test(buffer, freed_buffer_is_empty_and_usable)
{
    buffer_t buffer = {0};
    buffer_free(&buffer);
    buffer_append_literal(&buffer, "a");
    buffer_free(&buffer);
    cr_assert_null(buffer.data);
    buffer_append_literal(&buffer, "b");
    assert_holds(&buffer, "b");
    buffer_free(&buffer);
}

Test(buffer, copied_text_ends_with_nul)
{
    char *copy = memory_copy_text((text_t){"abcdef", 3});
    cr_assert_str_eq(copy, "abc");
    free(copy);
    copy = memory_copy_text(TEXT_NONE);
    cr_assert_str_empty(copy);
    free(copy);
}

Test(buffer, zeroed_memory_is_zero)
{
    char *memory = memory_new_zeroed(100);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(memory[i], 0);
    free(memory);
}

#ifndef __SANITIZE_ADDRESS__ /* AddressSanitizer ends such a request itself, in its own way */
Test(buffer, memory_that_there_is_not_ends_the_process, .signal = SIGABRT)
{
    close(STDERR_FILENO);
    free(memory_new(SIZE_MAX / 2));
}
#endif

Test(buffer, size_beyond_all_memory_ends_the_process, .signal = SIGABRT)
{
    buffer_t buffer = {0};
    close(STDERR_FILENO);
    buffer_append_literal(&buffer, "abc");
    buffer_reserve(&buffer, SIZE_MAX - 1);
}
