/* SPDX-License-Identifier: Apache-2.0 */
/* What notices keep in Redis: how many cards a member got, and where the sweep stands. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "services/wechat/notice/card_limit.h"
#include "services/wechat/notice/sweep_store.h"
#include "tests/support/job_store.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_notice, .fini = leak_check);

#define CARDS "wx:cards:{ww00leida00simcorp:anna}"

static const redis_script_t *const scripts[] = {&card_limit_script, &sweep_swept_script, NULL};

/* ---- cards ---- */

static int64_t take_card(job_store_t *self)
{
    int64_t wait = -1;
    card_limit_take(job_store_begin(self), TEXT_LITERAL("ww00leida00simcorp"), TEXT_LITERAL("anna"), &wait);
    job_store_await(self);
    cr_assert_not(self->has_failed);
    return wait;
}

static int64_t kept(job_store_t *self)
{
    return service_fixture_number(&self->base, "LLEN " CARDS);
}

/* So many cards, the newest of them so long ago and each a moment earlier. */
static void had(job_store_t *self, size_t count, int64_t ago)
{
    static const char push[] = "for i = 0, ARGV[1] - 1 do "
                               "redis.call('RPUSH', KEYS[1], string.format('%.0f', ARGV[2] - i)) end";
    redis_server_do(self->base.server, "EVAL %s 1 " CARDS " %lld %lld", push, (long long)count,
                    (long long)(clock_now() - ago));
}

Test(wechat_notice, a_member_gets_twenty_cards_a_minute)
{
    job_store_t *store = job_store_new(scripts);
    for (size_t i = 0; i < CARDS_A_MINUTE; i++)
        cr_assert_eq(take_card(store), 0, "card %zu", i);
    for (int i = 0; i < 3; i++) {
        const int64_t wait = take_card(store);
        cr_expect(wait > 50000 && wait <= 60000, "%lld", (long long)wait);
    }
    cr_expect_eq(kept(store), CARDS_A_MINUTE, "what has to wait is not counted");
    const int64_t life = service_fixture_number(&store->base, "PTTL " CARDS);
    cr_expect(life > 0 && life <= 3600000);
    job_store_destroy(&store);
}

Test(wechat_notice, a_minute_slides)
{
    job_store_t *store = job_store_new(scripts);
    had(store, CARDS_A_MINUTE - 5, 30000);
    had(store, 5, 58000);
    const int64_t wait = take_card(store);
    cr_expect(wait > 0 && wait <= 2000, "%lld", (long long)wait);
    redis_server_do(store->base.server, "DEL " CARDS);
    had(store, CARDS_A_MINUTE - 1, 30000);
    had(store, 5, 61000);
    cr_expect_eq(take_card(store), 0);
    job_store_destroy(&store);
}

Test(wechat_notice, a_member_gets_eight_hundred_cards_an_hour)
{
    job_store_t *store = job_store_new(scripts);
    had(store, CARDS_AN_HOUR, 1800000);
    const int64_t wait = take_card(store);
    cr_expect(wait > 1790000 && wait <= 1800000, "%lld", (long long)wait);
    redis_server_do(store->base.server, "DEL " CARDS);
    had(store, CARDS_AN_HOUR + 5, 3601000);
    cr_expect_eq(take_card(store), 0);
    cr_expect_eq(kept(store), CARDS_AN_HOUR);
    job_store_destroy(&store);
}

Test(wechat_notice, what_is_no_count_keeps_nobody_waiting)
{
    static const char *const wrong[] = {"x", "-1", "nan", "inf", "99999999999999"};
    job_store_t *store = job_store_new(scripts);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (size_t j = 0; j < CARDS_A_MINUTE; j++)
            redis_reply_free(redis_server_ask(store->base.server, "RPUSH " CARDS " %s", wrong[i]));
        cr_expect_eq(take_card(store), 0, "%s", wrong[i]);
        cr_expect_eq(kept(store), 1, "%s", wrong[i]);
        redis_server_do(store->base.server, "DEL " CARDS);
    }
    redis_server_do(store->base.server, "SET " CARDS " 1");
    cr_expect_eq(take_card(store), 0);
    job_store_destroy(&store);
}

/* ---- the sweep ---- */

static int64_t swept(job_store_t *self)
{
    int64_t time = -2;
    sweep_read_swept(job_store_begin(self), &time);
    job_store_await(self);
    cr_assert_not(self->has_failed);
    return time;
}

Test(wechat_notice, a_sweep_is_kept_by_who_holds_the_lease_only)
{
    job_store_t *store = job_store_new(scripts);
    cr_expect_eq(swept(store), 0);
    redis_server_do(store->base.server, "HSET wx:lease:{wx0} number 7 holder anna");
    sweep_write_swept(job_store_begin(store), 6, 1000);
    job_store_await(store);
    cr_expect_eq(swept(store), 0);
    sweep_write_swept(job_store_begin(store), 7, 2000);
    job_store_await(store);
    cr_expect_eq(swept(store), 2000);
    redis_server_do(store->base.server, "SET wx:swept:{wx0} yesterday");
    cr_expect_eq(swept(store), -1);
    redis_server_do(store->base.server, "DEL wx:swept:{wx0}");
    redis_server_do(store->base.server, "RPUSH wx:swept:{wx0} 1");
    cr_expect_eq(swept(store), -1);
    job_store_destroy(&store);
}

Test(wechat_notice, staff_users_are_walked_in_order_and_what_is_none_is_left_out)
{
    int64_t ids[3];
    staff_page_t page = {.after = 0, .limit = 3, .ids = ids};
    job_store_t *store = job_store_new(scripts);
    redis_server_do(store->base.server,
                    "ZADD ids:user 7 7 9 9 8 none 12 12 9007199254740991 9007199254740991");
    sweep_read_staff(job_store_begin(store), &page);
    job_store_await(store);
    cr_assert_eq(page.count, 2);
    cr_expect(ids[0] == 7 && ids[1] == 9);
    page.after = 9;
    sweep_read_staff(job_store_begin(store), &page);
    job_store_await(store);
    cr_assert_eq(page.count, 2);
    cr_expect(ids[0] == 12 && ids[1] == INT64_C(9007199254740991));
    page.after = ids[1];
    sweep_read_staff(job_store_begin(store), &page);
    job_store_await(store);
    cr_expect(page.count == 0 && !store->has_failed);
    redis_server_do(store->base.server, "DEL ids:user");
    redis_server_do(store->base.server, "ZADD ids:user 7 none");
    page.after = 0;
    sweep_read_staff(job_store_begin(store), &page);
    job_store_await(store);
    cr_expect(store->has_failed, "a page of which nothing can be read cannot be gone beyond");
    job_store_destroy(&store);
}

Test(wechat_notice, what_is_owed_is_kept_until_it_is_done)
{
    int64_t ids[3] = {7, 8, 9}, owed[3];
    const staff_page_t page = {.limit = 3, .ids = ids, .count = 3};
    job_store_t *store = job_store_new(scripts);
    sweep_write_owed(job_store_begin(store), 8, 1000);
    sweep_write_owed(&store->job, 9, 2000);
    job_store_await(store);
    sweep_write_owed(job_store_begin(store), 9, 0);
    redis_server_do(store->base.server, "HSET wx:owed:{wx0} 7 long");
    sweep_read_owed(&store->job, &page, owed);
    job_store_await(store);
    cr_expect_eq(owed[0], -1);
    cr_expect_eq(owed[1], 1000);
    cr_expect_eq(owed[2], 0);
    redis_server_do(store->base.server, "SET wx:owed:{wx0} x");
    sweep_read_owed(job_store_begin(store), &page, owed);
    job_store_await(store);
    cr_expect(!store->has_failed && owed[0] == 0 && owed[1] == 0);
    job_store_destroy(&store);
}
