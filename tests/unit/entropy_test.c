/* SPDX-License-Identifier: Apache-2.0 */
#include "base/entropy.h"

#include <criterion/criterion.h>
#include <string.h>

enum { TRIES = 1000, GUARD = 0x5a };

/* Each byte takes a value other than 0 in one of so many tries, unless nobody writes it. */
static void is_filled(size_t size)
{
    unsigned char bytes[1024 + 1], seen[1024] = {0};
    for (size_t tries = 0; tries < TRIES; tries++) {
        memset(bytes, 0, sizeof bytes);
        bytes[size] = GUARD;
        entropy_fill(bytes, size);
        cr_assert_eq(bytes[size], GUARD, "%zu bytes: one more is written", size);
        for (size_t i = 0; i < size; i++)
            seen[i] |= bytes[i];
    }
    for (size_t i = 0; i < size; i++)
        cr_assert_eq(seen[i], 0xff, "byte %zu of %zu: %02x", i, size, seen[i]);
}

Test(entropy, fills_all_that_is_asked_for_and_nothing_else)
{
    is_filled(0);
    is_filled(1);
    is_filled(256);
    is_filled(1024);
}

/* Digits that hang on one another would miss some of their 256 pairs. */
Test(entropy, writes_hex_digits_of_which_each_may_be_any)
{
    static const char digits[] = "0123456789abcdef";
    enum { SIZE = 8 };
    bool seen[SIZE - 1][16][16] = {{{false}}};
    for (size_t tries = 0; tries < 20 * TRIES; tries++) {
        char text[SIZE + 2];
        memset(text, GUARD, sizeof text);
        entropy_write_hex(text, SIZE);
        cr_assert_eq(text[SIZE], '\0');
        cr_assert_eq(text[SIZE + 1], GUARD);
        cr_assert_eq(strspn(text, digits), SIZE, "%s", text);
        for (size_t i = 0; i + 1 < SIZE; i++)
            seen[i][strchr(digits, text[i]) - digits][strchr(digits, text[i + 1]) - digits] = true;
    }
    for (size_t i = 0; i + 1 < SIZE; i++)
        for (size_t pair = 0; pair < 256; pair++)
            cr_assert(seen[i][pair / 16][pair % 16], "never %c%c at %zu", digits[pair / 16],
                      digits[pair % 16], i);
}

Test(entropy, writes_nothing_but_the_end_where_no_digits_are_asked_for)
{
    char text[2] = {GUARD, GUARD};
    entropy_write_hex(text, 0);
    cr_expect_eq(text[0], '\0');
    cr_expect_eq(text[1], GUARD);
}
