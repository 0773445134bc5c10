/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/moved.h"

#include <criterion/criterion.h>

#include "base/buffer.h"
#include "tests/support/leak_check.h"

TestSuite(redis_moved, .fini = leak_check);

Test(redis_moved, reads_token_and_address)
{
    redis_moved_t moved = {0};
    cr_assert(redis_moved_read(&moved, TEXT_LITERAL("MOVEDTO 1f cluster://a:1,[::1]:2")));
    cr_assert_str_eq(moved.token, "1f");
    cr_assert_str_eq(moved.address, "cluster://a:1,[::1]:2");
    cr_assert(redis_moved_read(&moved, TEXT_LITERAL("MOVEDTO 2 unix:/a b")));
    cr_assert_str_eq(moved.token, "2");
    cr_assert_str_eq(moved.address, "unix:/a b");
    redis_moved_free(&moved);
}

Test(redis_moved, takes_nothing_else_and_keeps_what_it_has)
{
    static const text_t others[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("MOVEDTO"),
        TEXT_CONSTANT("MOVEDTO "),
        TEXT_CONSTANT("MOVEDTO  unix:/a"),
        TEXT_CONSTANT("MOVEDTO 1 "),
        TEXT_CONSTANT("MOVEDTO 1 nowhere"),
        TEXT_CONSTANT("MOVEDTO 1 cluster://"),
        TEXT_CONSTANT("MOVEDTO 1 unix:/a\0b"),
        TEXT_CONSTANT("MOVED 1 127.0.0.1:1"),
        TEXT_CONSTANT("FORM 1 of the store is older"),
    };
    redis_moved_t moved = {0};
    cr_assert(redis_moved_read(&moved, TEXT_LITERAL("MOVEDTO 1 unix:/here")));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_assert_not(redis_moved_read(&moved, others[i]), "taken: %s", others[i].data);
    cr_assert_str_eq(moved.address, "unix:/here");
    redis_moved_free(&moved);
    cr_assert_null(moved.address);
}
