/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/chat_bench.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "common/clock.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { SOON = 10000 /* ms: far more than any wait here should take */ };

static bool is_connected(void *context)
{
    return redis_is_connected(((bench_t *)context)->redis);
}

static bool is_done(void *context)
{
    return ((bench_t *)context)->done;
}

bench_t *bench_new(void)
{
    bench_t *self = memory_new_zeroed(sizeof *self);
    self->server = redis_server_new(NULL);
    self->loop = loop_new();
    self->redis = redis_new(self->loop, &(redis_options_t){.address = redis_server_address(self->server),
                                                           .scripts = chat_scripts});
    self->store = store_new(self->redis);
    self->call = 0x1122334455660000;
    self->clock = 1537514281502;
    self->issued = clock_now();
    redis_server_do(self->server, "HSET rel:{u:7}:9 member 5ba4a0f9A9");
    cr_assert(loop_wait(self->loop, is_connected, self, SOON));
    return self;
}

void bench_destroy(bench_t *self)
{
    store_destroy(&self->store);
    redis_destroy(&self->redis);
    loop_destroy(&self->loop);
    redis_server_destroy(&self->server);
    arena_free(&self->arena);
    free(self);
    leak_check();
}

void bench_wait(bench_t *self)
{
    cr_assert(loop_wait(self->loop, is_done, self, SOON));
}

actor_t bench_actor(bench_t *self, principal_kind_t side)
{
    self->done = false;
    return (actor_t){7, 9, side, self->call++, ++self->issued, 0, &self->arena};
}

/* ---- the store's functions, waited for ---- */

static void on_sent(void *context, const sent_t *sent)
{
    bench_t *self = context;
    self->sent = *sent;
    self->done = true;
}

sending_t bench_sending(bench_t *self, const char *content, const char *key)
{
    return (sending_t){.content = {text_of(content), 1, false}, .time = ++self->clock, .key = text_of(key)};
}

void bench_send(bench_t *self, const actor_t *actor, const sending_t *sending)
{
    self->done = false;
    store_send(self->store, actor, sending, on_sent, self);
    bench_wait(self);
}

/* Sends with a fresh call; returns the id. */
int64_t bench_say(bench_t *self, principal_kind_t side)
{
    const actor_t actor = bench_actor(self, side);
    const sending_t sending = bench_sending(self, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(self, &actor, &sending);
    cr_assert_eq(self->sent.outcome.status, STATUS_DONE);
    return self->sent.id;
}

void bench_view(void *context, const view_t *view)
{
    bench_t *self = context;
    self->view = *view;
    cr_assert_leq(view->count, BENCH_ROWS_MAX);
    for (size_t i = 0; i < view->count; i++) {
        cr_assert(view_message(view, i, &self->rows[i]));
        self->rows[i].content.stored = arena_copy(&self->arena, self->rows[i].content.stored);
    }
    self->done = true;
}

void bench_look(bench_t *self, const actor_t *actor)
{
    self->done = false;
    store_look(self->store, actor, bench_view, self);
    bench_wait(self);
}

void bench_take_range(bench_t *self, const actor_t *actor, int64_t from, int64_t to)
{
    self->done = false;
    store_take(self->store, actor, (range_t){from, to, 0}, bench_view, self);
    bench_wait(self);
}

void bench_page(bench_t *self, principal_kind_t side, int64_t first, int64_t last)
{
    const actor_t actor = bench_actor(self, side);
    store_page(self->store, &actor, (stretch_t){first, last, true, 0}, bench_view, self);
    bench_wait(self);
}

/* Looks and takes what is new; returns how many rows. */
int64_t bench_take(bench_t *self, principal_kind_t side)
{
    const actor_t actor = bench_actor(self, side);
    bench_look(self, &actor);
    const int64_t from = self->view.read, to = self->view.total;
    bench_take_range(self, &actor, from, to);
    if (self->view.take == TAKE_GIVEN)
        return self->view.given.to - self->view.given.from;
    cr_assert_eq(self->view.take, TAKE_DONE);
    return to - from;
}

static void on_marked(void *context, outcome_t outcome)
{
    bench_t *self = context;
    self->outcome = outcome;
    self->done = true;
}

status_t bench_mark_as(bench_t *self, const actor_t *actor, int64_t id)
{
    self->done = false;
    store_mark(self->store, actor, id, on_marked, self);
    bench_wait(self);
    cr_assert_eq(self->outcome.redis, REDIS_OK);
    return self->outcome.status;
}

status_t bench_mark(bench_t *self, principal_kind_t side, int64_t id)
{
    const actor_t actor = bench_actor(self, side);
    return bench_mark_as(self, &actor, id);
}

void bench_unread_done(void *context, outcome_t outcome, int64_t count)
{
    bench_t *self = context;
    self->outcome = outcome;
    self->count = count;
    self->done = true;
}

int64_t bench_unread(bench_t *self, principal_kind_t side)
{
    const actor_t actor = bench_actor(self, side);
    store_unread(self->store, &actor, bench_unread_done, self);
    bench_wait(self);
    cr_assert_eq(self->outcome.redis, REDIS_OK);
    return self->count;
}

/* A number that Redis answers. */
int64_t bench_ask(bench_t *self, const char *command)
{
    redis_reply_t *reply = redis_server_ask(self->server, command);
    int64_t value = redis_int(reply);
    redis_reply_free(reply);
    return value;
}
