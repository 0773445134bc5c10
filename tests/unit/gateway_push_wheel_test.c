/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/push/wheel.h"

TestSuite(gateway_push_wheel, .timeout = 20);

/* When the member becomes due, in ms after `from`; -1: not within `most`. */
static int64_t due_after(wheel_t *wheel, const link_t *member, int64_t from, int64_t most)
{
    for (int64_t ms = 0; ms <= most; ms++) {
        link_t *due = wheel_take(wheel, from + ms);
        if (due == member)
            return ms;
        cr_assert_null(due);
    }
    return -1;
}

Test(gateway_push_wheel, has_members_due_within_a_tick_behind_their_time)
{
    static wheel_t wheel;
    link_t member = {0};
    int64_t now = 1234567;
    wheel_init(&wheel, now);
    for (int64_t delay = 2 * WHEEL_TICK_MS; delay < 100000; delay += 777) {
        wheel_set(&wheel, &member, now + delay);
        int64_t late = due_after(&wheel, &member, now, 2 * 100000) - delay;
        cr_assert(late >= 0 && late <= WHEEL_TICK_MS, "%lld late by %lld", (long long)delay, (long long)late);
        cr_assert_not(list_holds(&member));
        now += delay + late;
    }
}

Test(gateway_push_wheel, has_what_is_past_due_soon)
{
    static wheel_t wheel;
    link_t member = {0};
    wheel_init(&wheel, 5000);
    wheel_set(&wheel, &member, 0);
    cr_expect_leq(due_after(&wheel, &member, 5000, 1000), 2 * WHEEL_TICK_MS);
}

Test(gateway_push_wheel, has_nothing_due_twice_in_a_tick)
{
    static wheel_t wheel;
    link_t member = {0};
    wheel_init(&wheel, 0);
    wheel_set(&wheel, &member, 300);
    cr_assert_eq(wheel_take(&wheel, 300), &member);
    wheel_set(&wheel, &member, 300);
    cr_assert_null(wheel_take(&wheel, 300));
    cr_assert_eq(wheel_take(&wheel, 500), &member);
}

Test(gateway_push_wheel, sets_anew_in_place_of_the_time_before)
{
    static wheel_t wheel;
    link_t member = {0}, other = {0};
    wheel_init(&wheel, 0);
    wheel_set(&wheel, &member, 500);
    wheel_set(&wheel, &other, 500);
    wheel_set(&wheel, &member, 5000);
    cr_assert_eq(wheel_take(&wheel, 4000), &other);
    cr_assert_null(wheel_take(&wheel, 4000));
    cr_assert_eq(wheel_take(&wheel, 1000000), &member); /* after a long stop */
    cr_assert_null(wheel_take(&wheel, 1000000));
}

Test(gateway_push_wheel, has_what_is_farther_than_the_ring_due_at_its_end)
{
    static wheel_t wheel;
    link_t member = {0};
    wheel_init(&wheel, 0);
    wheel_set(&wheel, &member, INT64_C(1000000000));
    int64_t after = due_after(&wheel, &member, 0, 200000);
    cr_expect(after > 100000 && after <= WHEEL_SLOTS * WHEEL_TICK_MS);
}
