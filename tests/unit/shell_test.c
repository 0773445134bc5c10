/* SPDX-License-Identifier: Apache-2.0 */
/* Words of commands that are shown: a shell must read them back as they were. */
#include "base/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/leak_check.h"

TestSuite(shell, .fini = leak_check);

static void expect_written(const char *word, const char *wanted)
{
    buffer_t out = {0};
    shell_append_word(&out, text_of(word));
    cr_expect(text_equal(buffer_text(&out), text_of(wanted)), "%s: %.*s", word, TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

Test(shell, plain_words_stay_as_they_are)
{
    expect_written("/srv/leida-1/a_b.c", "/srv/leida-1/a_b.c");
    expect_written("./leida", "./leida");
}

Test(shell, what_a_shell_would_read_is_quoted)
{
    expect_written("", "''");
    expect_written("it's", "'it'\\''s'");
    expect_written("a b", "'a b'");
    expect_written("\xe6\x95\xb0", "'\xe6\x95\xb0'");
    expect_written("a\033'\\", "$'a\\033\\'\\\\'");
}

/* Every byte but NUL, and some words at once, through a real shell. */
Test(shell, bash_reads_each_byte_back)
{
    for (int byte = 1; byte < 256; byte++) {
        const char word[] = {'a', (char)byte, 'b', '\0'};
        char got[8] = "";
        buffer_t command = {0};
        buffer_append_literal(&command, "exec bash -c ");
        buffer_t inner = {0};
        buffer_append_literal(&inner, "printf %s ");
        shell_append_word(&inner, text_of(word));
        /* Over sh, whose quotes are the plain ones: the inner command has no control character any more. */
        shell_append_word(&command, buffer_text(&inner));
        buffer_append_char(&command, '\0');
        FILE *pipe = popen(command.data, "r");
        cr_assert(pipe);
        const size_t size = fread(got, 1, sizeof(got) - 1, pipe);
        cr_assert_eq(pclose(pipe), 0);
        cr_expect(size == 3 && memcmp(got, word, 3) == 0, "byte %d: %s", byte, command.data);
        buffer_free(&inner);
        buffer_free(&command);
    }
}
