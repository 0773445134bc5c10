/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/chat_store.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { SOON = 10000 /* ms: far more than any wait here should take */ };

static bool is_connected(void *context)
{
    return redis_is_connected(((chat_store_t *)context)->redis);
}

static bool is_done(void *context)
{
    return ((chat_store_t *)context)->done;
}

chat_store_t *chat_store_new(void)
{
    chat_store_t *self = memory_new_zeroed(sizeof *self);
    self->server = redis_server_new(NULL);
    self->loop = loop_new();
    self->redis = redis_new(self->loop, &(redis_options_t){.address = redis_server_address(self->server),
                                                           .scripts = chat_scripts});
    host_open(&self->host, self->redis, NULL, clock_now);
    self->call = 0x1122334455660000;
    self->clock = 1537514281502;
    self->issued = clock_now();
    redis_server_do(self->server, "HSET rel:{u:7}:9 member 5ba4a0f9A9");
    cr_assert(loop_wait(self->loop, is_connected, self, SOON));
    return self;
}

void chat_store_destroy(chat_store_t *self)
{
    redis_destroy(&self->redis);
    host_close(&self->host);
    loop_destroy(&self->loop);
    redis_server_destroy(&self->server);
    arena_free(&self->arena);
    free(self);
    leak_check();
}

job_t chat_store_actor(chat_store_t *self, principal_kind_t side)
{
    return (job_t){.host = &self->host,
                   .arena = &self->arena,
                   .staff_id = 7,
                   .customer_id = 9,
                   .caller = {side, side == PRINCIPAL_STAFF ? 7 : 9},
                   .call_id = self->call++,
                   .issued = ++self->issued,
                   .pending = 1};
}

/* ---- the store's functions, waited for ---- */

job_t *chat_store_begin(chat_store_t *self, const job_t *actor)
{
    self->done = false;
    self->job = *actor;
    return &self->job;
}

static void on_done(void *context)
{
    chat_store_t *self = context;
    self->outcome = self->job.outcome;
    self->done = true;
}

static void wait_for(chat_store_t *self, job_fn *step)
{
    job_finally(&self->job, step);
    cr_assert(loop_wait(self->loop, is_done, self, SOON));
}

void chat_store_end(chat_store_t *self)
{
    wait_for(self, on_done);
}

sending_t chat_store_sending(chat_store_t *self, const char *content, const char *key)
{
    return (sending_t){.content = {text_of(content), 1, false}, .time = ++self->clock, .key = text_of(key)};
}

void chat_store_send(chat_store_t *self, const job_t *actor, const sending_t *sending)
{
    self->sent = *sending;
    store_append(chat_store_begin(self, actor), &self->sent);
    chat_store_end(self);
}

/* Sends with a fresh call; returns the id. */
int64_t chat_store_say(chat_store_t *self, principal_kind_t side)
{
    const job_t actor = chat_store_actor(self, side);
    const sending_t sending = chat_store_sending(self, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(self, &actor, &sending);
    cr_assert_eq(self->outcome.status, STATUS_DONE);
    return self->sent.made.id;
}

static void on_view(void *context)
{
    chat_store_t *self = context;
    const view_t *view = &self->view;
    cr_assert_leq(view->count, CHAT_STORE_ROWS_MAX);
    for (size_t i = 0; job_is_good(&self->job) && i < view->count; i++) {
        if (view_message(&self->job, view, i, &self->rows[i]))
            self->rows[i].content.stored = arena_copy(&self->arena, self->rows[i].content.stored);
    }
    on_done(self);
}

void chat_store_end_view(chat_store_t *self)
{
    wait_for(self, on_view);
}

void chat_store_look(chat_store_t *self, const job_t *actor)
{
    store_read_cursors(chat_store_begin(self, actor), &self->view);
    chat_store_end_view(self);
}

void chat_store_take_range(chat_store_t *self, const job_t *actor, int64_t from, int64_t to)
{
    store_take(chat_store_begin(self, actor), (range_t){from, to, 0}, &self->view);
    chat_store_end_view(self);
}

void chat_store_page_as(chat_store_t *self, const job_t *actor, int64_t first, int64_t last)
{
    store_read_page(chat_store_begin(self, actor), (rows_range_t){first, last, true, 0}, &self->view);
    chat_store_end_view(self);
}

void chat_store_page(chat_store_t *self, principal_kind_t side, int64_t first, int64_t last)
{
    const job_t actor = chat_store_actor(self, side);
    chat_store_page_as(self, &actor, first, last);
}

/* Looks and takes what is new; returns how many rows. */
int64_t chat_store_take(chat_store_t *self, principal_kind_t side)
{
    const job_t actor = chat_store_actor(self, side);
    chat_store_look(self, &actor);
    const int64_t from = self->view.read, to = self->view.total;
    chat_store_take_range(self, &actor, from, to);
    if (self->view.take == TAKE_GIVEN)
        return self->view.given.to - self->view.given.from;
    cr_assert_eq(self->view.take, TAKE_DONE);
    return to - from;
}

status_t chat_store_mark_as(chat_store_t *self, const job_t *actor, int64_t id)
{
    store_mark(chat_store_begin(self, actor), id, &self->moved);
    chat_store_end(self);
    cr_assert_eq(self->outcome.redis, REDIS_OK);
    return self->outcome.status;
}

status_t chat_store_claim(chat_store_t *self, const job_t *actor)
{
    store_claim(chat_store_begin(self, actor));
    chat_store_end(self);
    cr_assert_eq(self->outcome.redis, REDIS_OK);
    return self->outcome.status;
}

status_t chat_store_mark(chat_store_t *self, principal_kind_t side, int64_t id)
{
    const job_t actor = chat_store_actor(self, side);
    return chat_store_mark_as(self, &actor, id);
}

int64_t chat_store_unread(chat_store_t *self, principal_kind_t side)
{
    const job_t actor = chat_store_actor(self, side);
    store_read_unread(chat_store_begin(self, &actor), &self->count);
    chat_store_end(self);
    return self->count;
}

/* A number that Redis answers. */
int64_t chat_store_ask(chat_store_t *self, const char *command)
{
    redis_reply_t *reply = redis_server_ask(self->server, command);
    int64_t value = redis_int(reply);
    redis_reply_free(reply);
    return value;
}
