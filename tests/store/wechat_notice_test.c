/* SPDX-License-Identifier: Apache-2.0 */
/* What notices keep in Redis: where the sweep stands. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "services/wechat/notice/sweep_store.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/service_fixture.h"

TestSuite(wechat_notice, .fini = leak_check);

enum { SOON = 5000 /* ms */ };

static const redis_script_t *const scripts[] = {&sweep_swept_script, NULL};

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
