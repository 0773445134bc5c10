/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/slots.h"

#include <criterion/criterion.h>
#include <stdio.h>

typedef struct {
    const char *key;
    unsigned slot;
} vector_t;

/* The check value of CRC-16/XMODEM, and what `CLUSTER KEYSLOT` of Redis 7.0 says. */
Test(redis_slots, keys_have_the_slots_that_redis_gives_them)
{
    static const vector_t vectors[] = {
        {"123456789", 0x31C3}, /* the cluster specification's own, below 16,384 as it is */
        {"", 0},
        {"a", 15495},
        {"foo", 12182},
        {"bar", 5061},
        {"hello", 866},
        {"somekey", 11058},
        {"form", 6689},
        {"user:1000", 1649},
        {"{user1000}.following", 3443},
        {"rel:{u:7}:12", 7954},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        cr_expect_eq(redis_slot_of(text_of(vectors[i].key)), vectors[i].slot, "%s: %u", vectors[i].key,
                     redis_slot_of(text_of(vectors[i].key)));
}

/* The examples of the cluster specification, "Hash tags". */
Test(redis_slots, tag_is_what_the_first_braces_enclose)
{
    static const char *const tags[][2] = {
        {"{user1000}.following", "user1000"},
        {"{user1000}.followers", "user1000"},
        {"foo{}{bar}", "foo{}{bar}"},
        {"foo{{bar}}zap", "{bar"},
        {"foo{bar}{zap}", "bar"},
        {"foo{bar", "foo{bar"},
        {"foo}bar{", "foo}bar{"},
        {"}{x}", "x"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        cr_expect(text_equal(redis_tag_of(text_of(tags[i][0])), text_of(tags[i][1])), "%s", tags[i][0]);
    cr_expect(text_equal(redis_tag_of(TEXT_NONE), TEXT_NONE));
}

static redis_command_t command_of(char *words)
{
    redis_command_t command = {0};
    for (char *word; (word = strsep(&words, " ")) != NULL;)
        redis_add(&command, text_of(word));
    return command;
}

static void expect_slot(const char *words, int slot)
{
    char copy[128];
    snprintf(copy, sizeof copy, "%s", words);
    redis_command_t command = command_of(copy);
    cr_expect_eq(redis_command_slot(&command), slot, "%s: %d", words, redis_command_slot(&command));
}

Test(redis_slots, command_has_the_slot_of_its_keys)
{
    expect_slot("GET foo", 12182);
    expect_slot("HGET foo bar", 12182);
    expect_slot("SET foo bar NX PX 5", 12182);
    expect_slot("MGET foo", 12182);
    expect_slot("MGET {foo}a {foo}b foo", 12182);
    expect_slot("EVALSHA sha 1 foo bar", 12182);
    expect_slot("EVALSHA sha 2 foo {foo}2 bar", 12182);
    expect_slot("OBJECT ENCODING foo", 12182);
}

Test(redis_slots, command_without_a_key_has_no_slot)
{
    static const char *const commands[] = {"PING",
                                           "SCAN 0 COUNT 5",
                                           "EVALSHA sha 0",
                                           "EVALSHA sha 0 foo",
                                           "EVALSHA s",
                                           "EVALSHA sha x foo",
                                           "EVALSHA sha -1 foo",
                                           "EVALSHA sha 1",
                                           "GET",
                                           "DBSIZE",
                                           "CLIENT ID",
                                           "OBJECT HELP"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        expect_slot(commands[i], REDIS_SLOT_NO_KEY);
    cr_expect_eq(redis_command_slot(&(redis_command_t){.count = 0}), REDIS_SLOT_NO_KEY);
}

Test(redis_slots, command_with_keys_of_two_slots_is_told)
{
    expect_slot("MGET foo bar", REDIS_SLOT_TWO);
    expect_slot("RENAME foo bar", REDIS_SLOT_TWO);
    expect_slot("EVALSHA sha 2 {foo}1 bar", REDIS_SLOT_TWO);
    expect_slot("EVALSHA sha 99 foo {foo}1 bar", REDIS_SLOT_TWO);
}
