/* SPDX-License-Identifier: Apache-2.0 */
/* What notices keep in Redis: how many cards a member got, what a customer was shown, and where the sweep
 * stands. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "services/wechat/notice/card_limit.h"
#include "services/wechat/notice/shown.h"
#include "services/wechat/notice/sweep_store.h"
#include "services/wechat/notice/window.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/service_fixture.h"

TestSuite(wechat_notice, .fini = leak_check);

enum { SOON = 5000 /* ms */ };
#define CARDS "wx:cards:{ww00leida00simcorp:anna}"
#define WINDOW "wx:win:{wx01:o1}"

static const redis_script_t *const scripts[] = {&card_limit_script,
                                                &shown_keep_script,
                                                &shown_read_script,
                                                &sweep_swept_script,
                                                &window_open_script,
                                                &window_take_script,
                                                NULL};

/* A host, and a job on it. */
typedef struct {
    job_t job; /* the first member: steps are given it */
    service_fixture_t base;
    arena_t arena;
    bool is_done, has_failed;
} notice_store_t;

static void done(void *context)
{
    ((notice_store_t *)context)->is_done = true;
}

static void failed(void *context)
{
    notice_store_t *self = context;
    self->is_done = self->has_failed = true;
}

static notice_store_t *store_new(void)
{
    notice_store_t *self = memory_new_zeroed(sizeof *self);
    service_fixture_open(&self->base,
                         &(service_fixture_options_t){.endpoint = "inproc://notice", .scripts = scripts});
    return self;
}

static void store_destroy(notice_store_t **self_p)
{
    notice_store_t *self = *self_p;
    *self_p = NULL;
    service_fixture_close(&self->base);
    arena_free(&self->arena);
    free(self);
}

static job_t *begin(notice_store_t *self)
{
    self->job = (job_t){.pending = 0};
    self->is_done = self->has_failed = false;
    job_begin(&self->job, &self->base.host, &self->arena, failed);
    return &self->job;
}

static bool is_done(void *context)
{
    return ((const notice_store_t *)context)->is_done;
}

static void await(notice_store_t *self)
{
    job_then(&self->job, done);
    cr_assert(loop_wait(self->base.loop, is_done, self, SOON));
}

/* ---- cards ---- */

static int64_t take_card(notice_store_t *self)
{
    int64_t wait = -1;
    card_limit_take(begin(self), TEXT_LITERAL("ww00leida00simcorp"), TEXT_LITERAL("anna"), &wait);
    await(self);
    cr_assert_not(self->has_failed);
    return wait;
}

static int64_t kept(notice_store_t *self)
{
    return service_fixture_number(&self->base, "LLEN " CARDS);
}

/* So many cards, the newest of them so long ago and each a moment earlier. */
static void had(notice_store_t *self, size_t count, int64_t ago)
{
    static const char push[] = "for i = 0, ARGV[1] - 1 do "
                               "redis.call('RPUSH', KEYS[1], string.format('%.0f', ARGV[2] - i)) end";
    redis_server_do(self->base.server, "EVAL %s 1 " CARDS " %lld %lld", push, (long long)count,
                    (long long)(clock_now() - ago));
}

Test(wechat_notice, a_member_gets_twenty_cards_a_minute)
{
    notice_store_t *store = store_new();
    for (size_t i = 0; i < CARDS_A_MINUTE; i++)
        cr_assert_eq(take_card(store), 0, "card %zu", i);
    for (int i = 0; i < 3; i++) {
        const int64_t wait = take_card(store);
        cr_expect(wait > 50000 && wait <= 60000, "%lld", (long long)wait);
    }
    cr_expect_eq(kept(store), CARDS_A_MINUTE, "what has to wait is not counted");
    const int64_t life = service_fixture_number(&store->base, "PTTL " CARDS);
    cr_expect(life > 0 && life <= 3600000);
    store_destroy(&store);
}

Test(wechat_notice, a_minute_slides)
{
    notice_store_t *store = store_new();
    had(store, CARDS_A_MINUTE - 5, 30000);
    had(store, 5, 58000);
    const int64_t wait = take_card(store);
    cr_expect(wait > 0 && wait <= 2000, "%lld", (long long)wait);
    redis_server_do(store->base.server, "DEL " CARDS);
    had(store, CARDS_A_MINUTE - 1, 30000);
    had(store, 5, 61000);
    cr_expect_eq(take_card(store), 0);
    store_destroy(&store);
}

Test(wechat_notice, a_member_gets_eight_hundred_cards_an_hour)
{
    notice_store_t *store = store_new();
    had(store, CARDS_AN_HOUR, 1800000);
    const int64_t wait = take_card(store);
    cr_expect(wait > 1790000 && wait <= 1800000, "%lld", (long long)wait);
    redis_server_do(store->base.server, "DEL " CARDS);
    had(store, CARDS_AN_HOUR + 5, 3601000);
    cr_expect_eq(take_card(store), 0);
    cr_expect_eq(kept(store), CARDS_AN_HOUR);
    store_destroy(&store);
}

Test(wechat_notice, what_is_no_count_keeps_nobody_waiting)
{
    static const char *const wrong[] = {"x", "-1", "nan", "inf", "99999999999999"};
    notice_store_t *store = store_new();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (size_t j = 0; j < CARDS_A_MINUTE; j++)
            redis_reply_free(redis_server_ask(store->base.server, "RPUSH " CARDS " %s", wrong[i]));
        cr_expect_eq(take_card(store), 0, "%s", wrong[i]);
        cr_expect_eq(kept(store), 1, "%s", wrong[i]);
        redis_server_do(store->base.server, "DEL " CARDS);
    }
    redis_server_do(store->base.server, "SET " CARDS " 1");
    cr_expect_eq(take_card(store), 0);
    store_destroy(&store);
}

/* ---- the window ---- */

static void opened(notice_store_t *self, window_sign_t sign, int64_t time)
{
    window_open(begin(self), TEXT_LITERAL("wx01"), TEXT_LITERAL("o1"), sign, time);
    await(self);
    cr_assert_not(self->has_failed);
}

/* How many messages can be taken `later` ms from now. */
static int room(notice_store_t *self, int64_t later)
{
    bool taken = true;
    for (int count = 0;; count++) {
        window_take(begin(self), TEXT_LITERAL("wx01"), TEXT_LITERAL("o1"), clock_now() + later, &taken);
        await(self);
        cr_assert(!self->has_failed && count < 10);
        if (!taken)
            return count;
    }
}

enum { HOURS = 47 * 3600 * 1000 };

Test(wechat_notice, a_tap_and_a_message_within_one_second_open_the_longer_window)
{
    notice_store_t *store = store_new();
    const int64_t second = clock_now() / 1000 * 1000;
    opened(store, WINDOW_EVENT, second);
    opened(store, WINDOW_MESSAGE, second);
    cr_expect(service_fixture_number(&store->base, "PTTL " WINDOW) > HOURS);
    cr_expect_eq(room(store, HOURS), 5);
    for (int i = 0; i < 2; i++) { /* which instances that die may do */
        opened(store, WINDOW_EVENT, second);
        opened(store, WINDOW_MESSAGE, second);
    }
    cr_expect_eq(room(store, 0), 0, "what is told again opens nothing");
    opened(store, WINDOW_EVENT, second + 1000);
    opened(store, WINDOW_MESSAGE, second);
    cr_expect_eq(room(store, HOURS), 0);
    cr_expect_eq(room(store, 0), 3);
    cr_expect(service_fixture_number(&store->base, "PTTL " WINDOW) > HOURS,
              "that they wrote is remembered for as long as it counts");
    store_destroy(&store);
}

Test(wechat_notice, a_message_and_a_tap_within_one_second_leave_the_longer_window)
{
    notice_store_t *store = store_new();
    const int64_t second = clock_now() / 1000 * 1000;
    opened(store, WINDOW_MESSAGE, second);
    opened(store, WINDOW_EVENT, second);
    cr_expect_eq(room(store, HOURS), 5);
    store_destroy(&store);
}

Test(wechat_notice, what_is_no_window_keeps_none_shut)
{
    static const char *const wrong[][6] = {
        {"said", "9007199254740990", "left", "0", "till", "0"},
        {"said", "1e300", "left", "nan", "till", "nan"},
        {"said", "inf", "left", "1e300", "till", "1e300"},
        {"said", "0", "left", "99", "till", "9007199254740990"},
        {"said", "0", "left", "5.5", "till", "inf"},
        {"said", "x", "left", "x", "till", "x"},
    };
    notice_store_t *store = store_new();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        redis_server_do(store->base.server, "DEL " WINDOW);
        redis_server_do(store->base.server, "HSET " WINDOW " %s %s %s %s %s %s", wrong[i][0], wrong[i][1],
                        wrong[i][2], wrong[i][3], wrong[i][4], wrong[i][5]);
        cr_expect_eq(room(store, 0), 0, "%s", wrong[i][3]);
        opened(store, WINDOW_MESSAGE, clock_now());
        cr_expect_eq(room(store, HOURS), 5, "%s", wrong[i][3]);
    }
    redis_server_do(store->base.server, "DEL " WINDOW);
    redis_server_do(store->base.server, "SET " WINDOW " x");
    cr_expect_eq(room(store, 0), 0);
    opened(store, WINDOW_MESSAGE, clock_now());
    cr_expect_eq(room(store, HOURS), 5);
    store_destroy(&store);
}

/* ---- what was shown ---- */

#define SHOWN "wx:shown:{wx1:o1}"

/* Keeps it, of staff user 7, and gives up to which message an answer marks theirs then. */
static int64_t show(notice_store_t *self, showing_t showing)
{
    shown_t shown = {.appid = TEXT_LITERAL("wx1"), .openid = TEXT_LITERAL("o1")};
    showing.appid = shown.appid;
    showing.openid = shown.openid;
    showing.staff_id = 7;
    showing.time = 1000;
    shown_keep(begin(self), &showing);
    await(self);
    shown_read(begin(self), &shown, 2000);
    await(self);
    cr_assert(!self->has_failed && shown.count <= 1);
    return shown.count > 0 ? shown.list[0].id : 0;
}

Test(wechat_notice, what_was_shown_whole_is_marked)
{
    notice_store_t *store = store_new();
    cr_expect_eq(show(store, (showing_t){.id = 3}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 3, .id = 5}), 5);
    const int64_t life = service_fixture_number(&store->base, "TTL " SHOWN);
    cr_expect(life > SHOWN_S - 10 && life <= SHOWN_S);
    store_destroy(&store);
}

Test(wechat_notice, what_was_missed_is_marked_by_nothing_until_they_look)
{
    notice_store_t *store = store_new();
    cr_expect_eq(show(store, (showing_t){.id = 3}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 3, .missed = 4}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 4, .missed = 5}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 5, .read = 3, .id = 6}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 6, .read = 4, .id = 7}), 7, "they have read it");
    store_destroy(&store);
}

Test(wechat_notice, what_was_missed_and_is_told_anew_is_marked)
{
    notice_store_t *store = store_new();
    cr_expect_eq(show(store, (showing_t){.missed = 1}), 0);
    cr_expect_eq(show(store, (showing_t){.id = 2}), 2, "the reminder of it did not arrive");
    store_destroy(&store);
}

Test(wechat_notice, what_is_no_id_is_nothing_that_was_missed)
{
    static const char *const wrong[] = {"x", "-1", "nan", "''", "99999999999999999999"};
    notice_store_t *store = store_new();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        redis_server_do(store->base.server, "HSET " SHOWN " 7:missed %s", wrong[i]);
        cr_expect_eq(show(store, (showing_t){.told = 3, .id = 4 + (int64_t)i}), 4 + (int64_t)i, "%s",
                     wrong[i]);
    }
    store_destroy(&store);
}

/* ---- the sweep ---- */

static int64_t swept(notice_store_t *self)
{
    int64_t time = -2;
    sweep_read_swept(begin(self), &time);
    await(self);
    cr_assert_not(self->has_failed);
    return time;
}

Test(wechat_notice, a_sweep_is_kept_by_who_holds_the_lease_only)
{
    notice_store_t *store = store_new();
    cr_expect_eq(swept(store), 0);
    redis_server_do(store->base.server, "HSET wx:lease:{wx0} number 7 holder anna");
    sweep_write_swept(begin(store), 6, 1000);
    await(store);
    cr_expect_eq(swept(store), 0);
    sweep_write_swept(begin(store), 7, 2000);
    await(store);
    cr_expect_eq(swept(store), 2000);
    redis_server_do(store->base.server, "SET wx:swept:{wx0} yesterday");
    cr_expect_eq(swept(store), -1);
    redis_server_do(store->base.server, "DEL wx:swept:{wx0}");
    redis_server_do(store->base.server, "RPUSH wx:swept:{wx0} 1");
    cr_expect_eq(swept(store), -1);
    store_destroy(&store);
}

Test(wechat_notice, staff_users_are_walked_in_order_and_what_is_none_is_left_out)
{
    int64_t ids[3];
    staff_page_t page = {.after = 0, .limit = 3, .ids = ids};
    notice_store_t *store = store_new();
    redis_server_do(store->base.server,
                    "ZADD ids:user 7 7 9 9 8 none 12 12 9007199254740991 9007199254740991");
    sweep_read_staff(begin(store), &page);
    await(store);
    cr_assert_eq(page.count, 2);
    cr_expect(ids[0] == 7 && ids[1] == 9);
    page.after = 9;
    sweep_read_staff(begin(store), &page);
    await(store);
    cr_assert_eq(page.count, 2);
    cr_expect(ids[0] == 12 && ids[1] == INT64_C(9007199254740991));
    page.after = ids[1];
    sweep_read_staff(begin(store), &page);
    await(store);
    cr_expect(page.count == 0 && !store->has_failed);
    redis_server_do(store->base.server, "DEL ids:user");
    redis_server_do(store->base.server, "ZADD ids:user 7 none");
    page.after = 0;
    sweep_read_staff(begin(store), &page);
    await(store);
    cr_expect(store->has_failed, "a page of which nothing can be read cannot be gone beyond");
    store_destroy(&store);
}

Test(wechat_notice, what_is_owed_is_kept_until_it_is_done)
{
    int64_t ids[3] = {7, 8, 9}, owed[3];
    const staff_page_t page = {.limit = 3, .ids = ids, .count = 3};
    notice_store_t *store = store_new();
    sweep_write_owed(begin(store), 8, 1000);
    sweep_write_owed(&store->job, 9, 2000);
    await(store);
    sweep_write_owed(begin(store), 9, 0);
    redis_server_do(store->base.server, "HSET wx:owed:{wx0} 7 long");
    sweep_read_owed(&store->job, &page, owed);
    await(store);
    cr_expect_eq(owed[0], -1);
    cr_expect_eq(owed[1], 1000);
    cr_expect_eq(owed[2], 0);
    redis_server_do(store->base.server, "SET wx:owed:{wx0} x");
    sweep_read_owed(begin(store), &page, owed);
    await(store);
    cr_expect(!store->has_failed && owed[0] == 0 && owed[1] == 0);
    store_destroy(&store);
}
