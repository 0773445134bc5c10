/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of customers in an official account: what it may send them, and what they were shown. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "services/wechat/notice/shown.h"
#include "services/wechat/notice/window.h"
#include "tests/support/job_store.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_window, .fini = leak_check);

#define WINDOW "wx:win:{wx01:o1}"

static const redis_script_t *const scripts[] = {&shown_keep_script,   &shown_read_script,
                                                &window_open_script,  &window_take_script,
                                                &window_leave_script, NULL};

/* ---- the window ---- */

static void opened(job_store_t *self, window_sign_t sign, int64_t time)
{
    window_open(job_store_begin(self), TEXT_LITERAL("wx01"), TEXT_LITERAL("o1"), sign, time);
    job_store_await(self);
    cr_assert_not(self->has_failed);
}

/* How many messages can be taken `later` ms from now. */
static int room(job_store_t *self, int64_t later)
{
    window_take_t taken;
    for (int count = 0;; count++) {
        window_take(job_store_begin(self), TEXT_LITERAL("wx01"), TEXT_LITERAL("o1"), clock_now() + later,
                    &taken);
        job_store_await(self);
        cr_assert(!self->has_failed && count < 10);
        if (taken != WINDOW_TAKEN)
            return count;
    }
}

enum { HOURS = 47 * 3600 * 1000 };

Test(wechat_window, a_tap_and_a_message_within_one_second_open_the_longer_window)
{
    job_store_t *store = job_store_new(scripts);
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
    job_store_destroy(&store);
}

Test(wechat_window, a_message_and_a_tap_within_one_second_leave_the_longer_window)
{
    job_store_t *store = job_store_new(scripts);
    const int64_t second = clock_now() / 1000 * 1000;
    opened(store, WINDOW_MESSAGE, second);
    opened(store, WINDOW_EVENT, second);
    cr_expect_eq(room(store, HOURS), 5);
    job_store_destroy(&store);
}

Test(wechat_window, what_is_no_window_keeps_none_shut)
{
    static const char *const wrong[][6] = {
        {"said", "9007199254740990", "left", "0", "till", "0"},
        {"said", "1e300", "left", "nan", "till", "nan"},
        {"said", "inf", "left", "1e300", "till", "1e300"},
        {"said", "0", "left", "99", "till", "9007199254740990"},
        {"said", "0", "left", "5.5", "till", "inf"},
        {"said", "x", "left", "x", "till", "x"},
    };
    job_store_t *store = job_store_new(scripts);
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
    job_store_destroy(&store);
}

static void leave(job_store_t *self, int64_t time)
{
    window_leave(job_store_begin(self), TEXT_LITERAL("wx01"), TEXT_LITERAL("o1"), time);
    job_store_await(self);
    cr_assert_not(self->has_failed);
}

static window_take_t take_window(job_store_t *self)
{
    window_take_t taken;
    window_take(job_store_begin(self), TEXT_LITERAL("wx01"), TEXT_LITERAL("o1"), clock_now(), &taken);
    job_store_await(self);
    return taken;
}

Test(wechat_window, who_has_left_is_known_until_they_give_a_sign)
{
    const int64_t now = clock_now();
    job_store_t *store = job_store_new(scripts);
    opened(store, WINDOW_MESSAGE, now);
    leave(store, now + 1);
    cr_expect_eq(take_window(store), WINDOW_LEFT);
    cr_expect_eq(service_fixture_number(&store->base, "TTL " WINDOW), -1);
    opened(store, WINDOW_MESSAGE, now);
    cr_expect_eq(room(store, HOURS), 5, "it may be of the same second as one before");
    cr_expect(service_fixture_number(&store->base, "PTTL " WINDOW) > HOURS);
    redis_server_do(store->base.server, "SET " WINDOW " x");
    leave(store, now);
    cr_expect_eq(take_window(store), WINDOW_LEFT);
    job_store_destroy(&store);
}

Test(wechat_window, who_came_back_meanwhile_has_not_left)
{
    const int64_t now = clock_now();
    job_store_t *store = job_store_new(scripts);
    opened(store, WINDOW_MESSAGE, now);
    leave(store, now);
    cr_expect_eq(room(store, 0), 5);
    job_store_destroy(&store);
}

/* ---- what was shown ---- */

#define SHOWN "wx:shown:{wx1:o1}"

/* Keeps it, of staff user 7, and gives up to which message an answer marks theirs then. */
static int64_t show(job_store_t *self, showing_t showing)
{
    shown_t shown = {.appid = TEXT_LITERAL("wx1"), .openid = TEXT_LITERAL("o1")};
    showing.appid = shown.appid;
    showing.openid = shown.openid;
    showing.staff_id = 7;
    showing.time = 1000;
    shown_keep(job_store_begin(self), &showing);
    job_store_await(self);
    shown_read(job_store_begin(self), &shown, 2000);
    job_store_await(self);
    cr_assert(!self->has_failed && shown.count <= 1);
    return shown.count > 0 ? shown.list[0].id : 0;
}

Test(wechat_window, what_was_shown_whole_is_marked)
{
    job_store_t *store = job_store_new(scripts);
    cr_expect_eq(show(store, (showing_t){.id = 3}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 3, .id = 5}), 5);
    const int64_t life = service_fixture_number(&store->base, "TTL " SHOWN);
    cr_expect(life > SHOWN_S - 10 && life <= SHOWN_S);
    job_store_destroy(&store);
}

Test(wechat_window, what_was_missed_is_marked_by_nothing_until_they_look)
{
    job_store_t *store = job_store_new(scripts);
    cr_expect_eq(show(store, (showing_t){.id = 3}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 3, .missed = 4}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 4, .missed = 5}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 5, .read = 3, .id = 6}), 3);
    cr_expect_eq(show(store, (showing_t){.told = 6, .read = 4, .id = 7}), 7, "they have read it");
    job_store_destroy(&store);
}

Test(wechat_window, what_was_missed_and_is_told_anew_is_marked)
{
    job_store_t *store = job_store_new(scripts);
    cr_expect_eq(show(store, (showing_t){.missed = 1}), 0);
    cr_expect_eq(show(store, (showing_t){.id = 2}), 2, "the reminder of it did not arrive");
    job_store_destroy(&store);
}

Test(wechat_window, what_is_no_id_is_nothing_that_was_missed)
{
    static const char *const wrong[] = {"x", "-1", "nan", "''", "99999999999999999999"};
    job_store_t *store = job_store_new(scripts);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        redis_server_do(store->base.server, "HSET " SHOWN " 7:missed %s", wrong[i]);
        cr_expect_eq(show(store, (showing_t){.told = 3, .id = 4 + (int64_t)i}), 4 + (int64_t)i, "%s",
                     wrong[i]);
    }
    job_store_destroy(&store);
}
