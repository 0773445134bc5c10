/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/rate.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

enum { MS = 1000, SECOND = 1000 * MS };

static rate_t *rate;

/* Ten tokens a second, three of them at once. */
static void set_up(void)
{
    rate = rate_new(&(rate_options_t){.tokens = 10, .period = SECOND, .burst = 3});
}

static void tear_down(void)
{
    rate_destroy(&rate);
    leak_check();
}

TestSuite(gateway_rate, .init = set_up, .fini = tear_down);

static rate_key_t number(uint64_t number)
{
    return (rate_key_t){{number, 1}};
}

Test(gateway_rate, bucket_gives_its_burst_then_one_at_a_time)
{
    for (int i = 0; i < 3; i++)
        cr_assert_eq(rate_take(rate, number(1), 5), 0);
    cr_assert_eq(rate_take(rate, number(1), 5), 1);
    cr_assert_eq(rate_take(rate, number(1), 5 + 100 * MS - 1), 1);
    cr_assert_eq(rate_take(rate, number(1), 5 + 100 * MS), 0);
    cr_assert_eq(rate_take(rate, number(1), 5 + 100 * MS), 1);
    cr_assert_eq(rate_counts(rate).refused, 3);
}

Test(gateway_rate, bucket_fills_up_to_its_burst_and_no_further)
{
    cr_assert_eq(rate_take(rate, number(1), 0), 0);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(rate_take(rate, number(1), 60 * SECOND), 0);
    cr_assert_eq(rate_take(rate, number(1), 60 * SECOND), 1);
}

Test(gateway_rate, what_is_refused_costs_nothing)
{
    for (int i = 0; i < 1000; i++)
        rate_take(rate, number(1), 0);
    cr_assert_eq(rate_take(rate, number(1), 100 * MS), 0);
}

Test(gateway_rate, what_is_given_back_can_be_taken_again)
{
    for (int i = 0; i < 100; i++) {
        cr_assert_eq(rate_take(rate, number(1), 5), 0);
        rate_give_back(rate, number(1));
    }
    rate_give_back(rate, number(2));
    for (int i = 0; i < 3; i++)
        cr_assert_eq(rate_take(rate, number(1), 5), 0);
    cr_assert_eq(rate_take(rate, number(1), 5), 1);
}

Test(gateway_rate, over_time_the_rate_is_kept)
{
    int taken = 0;
    for (int64_t now = 0; now < 100 * SECOND; now += MS)
        taken += rate_take(rate, number(1), now) == 0;
    cr_assert_eq(taken, 3 - 1 + 100 * 10);
}

Test(gateway_rate, keys_have_buckets_of_their_own)
{
    principal_t staff = {PRINCIPAL_STAFF, 7}, customer = {PRINCIPAL_CUSTOMER, 7};
    for (int i = 0; i < 4; i++)
        rate_take(rate, rate_key_of_principal(&staff), 0);
    cr_assert_eq(rate_take(rate, rate_key_of_principal(&staff), 0), 1);
    cr_assert_eq(rate_take(rate, rate_key_of_principal(&customer), 0), 0);
    ip_t one = {{1, 2}}, other = {{1, 2, [15] = 1}};
    for (int i = 0; i < 4; i++)
        rate_take(rate, rate_key_of_ip(&one), 0);
    cr_assert_eq(rate_take(rate, rate_key_of_ip(&one), 0), 1);
    cr_assert_eq(rate_take(rate, rate_key_of_ip(&other), 0), 0);
}

Test(gateway_rate, wait_is_in_whole_seconds_rounded_up)
{
    rate_t *slow = rate_new(&(rate_options_t){.tokens = 6, .period = 60 * SECOND, .burst = 1});
    cr_assert_eq(rate_take(slow, number(1), 0), 0);
    cr_assert_eq(rate_take(slow, number(1), 0), 10);
    cr_assert_eq(rate_take(slow, number(1), 1), 10);
    cr_assert_eq(rate_take(slow, number(1), SECOND), 9);
    cr_assert_eq(rate_take(slow, number(1), 10 * SECOND - 1), 1);
    cr_assert_eq(rate_take(slow, number(1), 10 * SECOND), 0);
    rate_destroy(&slow);
}

Test(gateway_rate, no_limit_always_has_a_token)
{
    rate_t *none = rate_new(&(rate_options_t){.tokens = 0, .period = SECOND, .burst = 1});
    cr_assert_null(none);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(rate_take(none, number(1), 0), 0);
    cr_assert_eq(rate_counts(none).refused, 0);
    rate_destroy(&none);
}

Test(gateway_rate, flood_of_other_keys_does_not_fill_a_drained_bucket)
{
    for (int i = 0; i < 3; i++)
        cr_assert_eq(rate_take(rate, number(0), 0), 0);
    for (uint64_t i = 1; i < UINT64_C(20) * RATE_BUCKETS; i++)
        rate_take(rate, number(i), 0);
    cr_assert_eq(rate_take(rate, number(0), 0), 1, "its bucket was forgotten");
    cr_assert_gt(rate_counts(rate).forgotten, 0, "the table was never full");
}

Test(gateway_rate, flood_of_other_keys_shuts_nobody_out)
{
    for (uint64_t i = 0; i < UINT64_C(20) * RATE_BUCKETS; i++)
        cr_assert_eq(rate_take(rate, number(i), 0), 0);
}

Test(gateway_rate, buckets_that_are_full_again_make_room)
{
    for (uint64_t i = 0; i < RATE_BUCKETS; i++)
        rate_take(rate, number(i), 0);
    uint64_t before = rate_counts(rate).forgotten;
    for (uint64_t i = 0; i < RATE_BUCKETS / 2; i++)
        rate_take(rate, number(RATE_BUCKETS + i), SECOND);
    /* By chance some sets get more than all their places at once. */
    cr_assert_lt(rate_counts(rate).forgotten - before, RATE_BUCKETS / 20);
}
