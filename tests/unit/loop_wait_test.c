/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <unistd.h>

#include "tests/support/loop_wait.h"

static void set(void *context)
{
    *(bool *)context = true;
}

static bool is_set(void *context)
{
    return *(bool *)context;
}

/* Filling a store for a test may take longer than what it then waits for may. */
Test(loop_wait, the_limit_counts_from_the_call_and_not_from_when_the_loop_ran_last)
{
    enum { LIMIT = 1000 /* ms */ };
    bool done = false;
    loop_t *loop = loop_new();
    loop_timer_t *timer = loop_timer_new(loop, set, &done);
    usleep((LIMIT + 100) * 1000);
    /* By the clock of the loop, which has stood still: a tenth of the limit from now. */
    loop_timer_set(timer, LIMIT + 100 + LIMIT / 10);
    cr_expect(loop_wait(loop, is_set, &done, LIMIT));
    loop_timer_destroy(&timer);
    loop_destroy(&loop);
}

Test(loop_wait, what_does_not_come_true_is_waited_for_to_the_limit)
{
    bool done = false;
    loop_t *loop = loop_new();
    int64_t began = loop_clock_us();
    cr_expect_not(loop_wait(loop, is_set, &done, 50));
    cr_expect_geq(loop_clock_us() - began, 49000);
    loop_destroy(&loop);
}
