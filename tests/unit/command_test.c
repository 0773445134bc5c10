/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/command.h"

#include <criterion/criterion.h>

#include "common/store/keys.h"
#include "tests/support/leak_check.h"

static command_t command;

static void open_command(void)
{
    command_open(&command);
}

static void close_command(void)
{
    command_close(&command);
    leak_check();
}

TestSuite(command, .init = open_command, .fini = close_command);

static void expect_argument(size_t index, const char *expected)
{
    const redis_command_t *arguments = &command.arguments;
    cr_assert_lt(index, arguments->count);
    const text_t argument = {arguments->values[index], arguments->sizes[index]};
    cr_assert(text_equal(argument, text_of(expected)), "%zu: %.*s", index, TEXT_ARG(argument));
}

Test(command, has_its_texts_and_words_in_the_order_they_were_added)
{
    command_add_literal(&command, "LRANGE");
    command_add(&command, keys_messages, 7, 9);
    command_add_text(&command, TEXT_LITERAL("lent"));
    command_add_int(&command, -20);
    command_add_text(&command, TEXT_NONE);
    cr_assert_eq(command.arguments.count, 5);
    expect_argument(0, "LRANGE");
    expect_argument(1, "msgs:{u:7}:9");
    expect_argument(2, "lent");
    expect_argument(3, "-20");
    expect_argument(4, "");
}

Test(command, keys_are_the_arguments_before_their_end)
{
    command_add(&command, keys_log, 7);
    command_add(&command, keys_log_of_customer, 7, 9);
    command_end_keys(&command);
    command_add_int(&command, 9);
    cr_assert_eq(command.key_count, 2);
}

Test(command, begun_holds_nothing_of_the_last)
{
    command_add(&command, keys_log, 7);
    command_end_keys(&command);
    command_begin(&command);
    cr_assert_eq(command.key_count, 0);
    command_add(&command, keys_log, 8);
    cr_assert_eq(command.arguments.count, 1);
    expect_argument(0, "log:{u:8}");
}

Test(command, words_stay_where_they_are_until_the_room_is_used_up)
{
    enum { WORD = 64, COUNT = COMMAND_ROOM / WORD };
    char text[WORD];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < COUNT; i++) {
        text[0] = (char)('0' + i % 10);
        command_add(&command, buffer_append, text, sizeof text);
    }
    for (size_t i = 0; i < COUNT; i++)
        cr_assert_eq(command.arguments.values[i][0], (char)('0' + i % 10));
}
