/* SPDX-License-Identifier: Apache-2.0 */
#include "base/back_off.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(back_off, .fini = leak_check);

Test(back_off, first_try_comes_at_once_then_waits_double_to_the_limit)
{
    back_off_t back_off;
    back_off_init(&back_off, 10, 100);
    cr_assert_eq(back_off_next(&back_off), 0);
    for (int64_t most = 10; most < 1000; most *= 2) {
        int64_t limit = most < 100 ? most : 100;
        int64_t delay = back_off_next(&back_off);
        cr_assert(delay >= limit / 2 && delay <= limit, "%d of %d", (int)delay, (int)limit);
    }
}

Test(back_off, reset_begins_anew)
{
    back_off_t back_off;
    back_off_init(&back_off, 10, 100);
    back_off_next(&back_off);
    back_off_next(&back_off);
    back_off_reset(&back_off);
    cr_assert_eq(back_off_next(&back_off), 0);
    cr_assert_leq(back_off_next(&back_off), 10);
}

Test(back_off, waits_differ_by_chance)
{
    back_off_t back_off;
    back_off_init(&back_off, 1000, 1000);
    back_off_next(&back_off);
    int64_t first = back_off_next(&back_off);
    int others = 0;
    for (int i = 0; i < 100; i++)
        others += back_off_next(&back_off) != first;
    cr_assert_gt(others, 50);
}
