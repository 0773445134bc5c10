/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/quota.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

static quota_t *quota;

static void set_up(void)
{
    quota = quota_new(&(quota_options_t){.per_principal = 100, .total = 250, .principals = 4});
}

static void tear_down(void)
{
    quota_destroy(&quota);
    leak_check();
}

TestSuite(gateway_quota, .init = set_up, .fini = tear_down);

static principal_t staff(int64_t id)
{
    return (principal_t){PRINCIPAL_STAFF, id};
}

static status_t add(int64_t id, size_t bytes)
{
    principal_t principal = staff(id);
    return quota_grow(quota, &principal, bytes);
}

static void take_back(int64_t id, size_t bytes)
{
    principal_t principal = staff(id);
    quota_remove(quota, &principal, bytes);
}

static size_t held(int64_t id)
{
    principal_t principal = staff(id);
    return quota_of(quota, &principal);
}

Test(gateway_quota, principal_may_hold_so_much)
{
    cr_assert_eq(add(1, 60), STATUS_DONE);
    cr_assert_eq(add(1, 41), STATUS_TOO_MANY);
    cr_assert_eq(held(1), 60, "what was refused was added");
    cr_assert_eq(add(1, 40), STATUS_DONE);
    cr_assert_eq(add(1, 1), STATUS_TOO_MANY);
    cr_assert_eq(add(1, SIZE_MAX), STATUS_TOO_MANY);
    take_back(1, 50);
    cr_assert_eq(add(1, 50), STATUS_DONE);
    cr_assert_eq(quota_counts(quota).too_many_of_one, 3);
    cr_assert_eq(quota_counts(quota).too_many, 0);
}

Test(gateway_quota, all_together_may_hold_so_much)
{
    cr_assert_eq(add(1, 100), STATUS_DONE);
    cr_assert_eq(add(2, 100), STATUS_DONE);
    cr_assert_eq(add(3, 20), STATUS_UNAVAILABLE);
    cr_assert_eq(quota_counts(quota).too_many, 1);
    cr_assert_eq(quota_counts(quota).held, 200);
    cr_assert_eq(add(3, 19), STATUS_DONE);
    take_back(1, 100);
    cr_assert_eq(add(3, 81), STATUS_DONE);
    cr_assert_eq(quota_counts(quota).held, 200);
}

Test(gateway_quota, what_begins_stops_at_half_of_each_limit)
{
    principal_t principal = staff(1), others[] = {staff(2), staff(3)};
    cr_assert_eq(quota_begin(quota, &principal, 51), STATUS_TOO_MANY);
    cr_assert_eq(quota_begin(quota, &principal, 50), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &principal, 1), STATUS_TOO_MANY);
    cr_assert_eq(quota_grow(quota, &principal, 50), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &others[0], 26), STATUS_UNAVAILABLE);
    cr_assert_eq(quota_begin(quota, &others[0], 25), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &others[1], 13), STATUS_UNAVAILABLE);
    cr_assert_eq(quota_grow(quota, &others[0], 75), STATUS_DONE);
}

Test(gateway_quota, nothing_more_begins_above_half_of_each_limit)
{
    principal_t principal = staff(1), other = staff(2), third = staff(3);
    cr_assert_eq(quota_begin(quota, &principal, 0), STATUS_DONE);
    cr_assert_eq(quota_grow(quota, &principal, 50), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &principal, 0), STATUS_DONE);
    cr_assert_eq(quota_grow(quota, &principal, 1), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &principal, 0), STATUS_TOO_MANY);
    cr_assert_eq(quota_begin(quota, &other, 0), STATUS_DONE);
    cr_assert_eq(quota_grow(quota, &other, 75), STATUS_DONE);
    cr_assert_eq(quota_grow(quota, &third, 13), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &third, 0), STATUS_UNAVAILABLE);
    quota_remove(quota, &other, 75);
    cr_assert_eq(quota_begin(quota, &third, 0), STATUS_DONE);
}

Test(gateway_quota, who_holds_little_is_not_kept_out_by_those_who_hold_all)
{
    principal_t innocent = staff(4);
    cr_assert_eq(add(1, 100), STATUS_DONE);
    cr_assert_eq(add(2, 100), STATUS_DONE);
    cr_assert_eq(add(3, 19), STATUS_DONE);
    cr_assert_eq(add(3, 1), STATUS_UNAVAILABLE);
    cr_assert_eq(quota_begin(quota, &innocent, 12), STATUS_DONE);
    cr_assert_eq(add(4, 1), STATUS_UNAVAILABLE);
    quota_remove(quota, &innocent, 12);
    cr_assert_eq(add(4, 12), STATUS_DONE);
    cr_assert_eq(quota_begin(quota, &innocent, 0), STATUS_DONE);
}

Test(gateway_quota, kinds_of_principals_are_told_apart)
{
    principal_t customer = {PRINCIPAL_CUSTOMER, 1};
    cr_assert_eq(add(1, 100), STATUS_DONE);
    cr_assert_eq(quota_grow(quota, &customer, 100), STATUS_DONE);
    cr_assert_eq(quota_of(quota, &customer), 100);
}

Test(gateway_quota, more_principals_than_may_be_are_refused)
{
    for (int64_t id = 1; id <= 4; id++)
        cr_assert_eq(add(id, 1), STATUS_DONE);
    cr_assert_eq(add(5, 1), STATUS_UNAVAILABLE);
    cr_assert_eq(add(4, 1), STATUS_DONE);
    take_back(2, 1);
    cr_assert_eq(add(5, 1), STATUS_DONE);
}

Test(gateway_quota, nothing_takes_no_place)
{
    for (int64_t id = 1; id <= 100; id++)
        cr_assert_eq(add(id, 0), STATUS_DONE);
    take_back(1, 0);
    cr_assert_eq(add(101, 1), STATUS_DONE);
    cr_assert_eq(quota_counts(quota).held, 1);
}

/* Beside a plain array, in a table where most searches collide. */
Test(gateway_quota, counts_right_in_any_order)
{
    enum { PRINCIPALS = 40, STEPS = 200000 };
    size_t known[PRINCIPALS] = {0}, total = 0;
    uint32_t random = 1;
    quota_t *small = quota_new(
        &(quota_options_t){.per_principal = 50, .total = SIZE_MAX, .principals = PRINCIPALS});
    for (int step = 0; step < STEPS; step++) {
        random = random * 1664525 + 1013904223;
        size_t who = random >> 8 & 0xff;
        size_t bytes = random >> 16 & 0x1f;
        who %= PRINCIPALS;
        principal_t principal = staff((int64_t)who * 1000);
        if (random >> 31) {
            status_t status = quota_grow(small, &principal, bytes);
            cr_assert_eq(status, known[who] + bytes > 50 ? STATUS_TOO_MANY : STATUS_DONE);
            known[who] += status == STATUS_DONE ? bytes : 0;
        } else {
            bytes = bytes > known[who] ? known[who] : bytes;
            quota_remove(small, &principal, bytes);
            known[who] -= bytes;
        }
        cr_assert_eq(quota_of(small, &principal), known[who], "step %d", step);
    }
    for (size_t who = 0; who < PRINCIPALS; who++) {
        principal_t principal = staff((int64_t)who * 1000);
        cr_assert_eq(quota_of(small, &principal), known[who]);
        total += known[who];
    }
    cr_assert_eq(quota_counts(small).held, total);
    quota_destroy(&small);
}
