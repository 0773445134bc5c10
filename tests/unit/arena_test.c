/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(arena, .fini = leak_check);

Test(arena, pieces_are_aligned_and_apart)
{
    arena_t arena = {0};
    enum { COUNT = 500 };
    unsigned char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        pieces[i] = arena_new(&arena, i);
        cr_assert_eq((uintptr_t)pieces[i] % 16, 0);
        memset(pieces[i], (int)(i % 251), i);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t n = 0; n < i; n++)
            cr_assert_eq(pieces[i][n], i % 251);
    arena_free(&arena);
}

Test(arena, large_pieces_have_a_chunk_of_their_own)
{
    arena_t arena = {0};
    char *large = arena_new(&arena, 1000000);
    memset(large, 'x', 1000000);
    char *small = arena_new(&arena, 1);
    *small = 'y';
    cr_assert_eq(large[999999], 'x');
    arena_free(&arena);
}

Test(arena, copies_outlive_their_source)
{
    arena_t arena = {0};
    char source[] = "text";
    text_t copy = arena_copy(&arena, (text_t){source, 4});
    memset(source, 'x', 4);
    cr_assert(text_equal(copy, TEXT_LITERAL("text")));
    cr_assert_not_null(arena_copy(&arena, TEXT_NONE).data, "an empty text is no missing one");
    arena_free(&arena);
}

Test(arena, cleared_memory_is_used_again)
{
    arena_t arena = {0};
    void *first = arena_new(&arena, 100);
    for (int i = 0; i < 100; i++)
        arena_new(&arena, 1000);
    arena_clear(&arena);
    cr_assert_eq(arena_new(&arena, 100), first);
    arena_free(&arena);
    arena_clear(&arena);
    arena_free(&arena);
    cr_assert_null(arena.chunk);
}
