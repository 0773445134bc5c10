/* SPDX-License-Identifier: Apache-2.0 */
/* A store that says that it has moved is followed to where it is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "common/redis/cache.h"
#include "common/store/form.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_fixture.h"

enum { A_WHILE = 300 /* ms, to show that something does not happen */ };

typedef struct {
    loop_t *loop;
    redis_server_t *old, *new;
    redis_options_t options;
    redis_t *redis;
    cache_t *cache;
    int ups, downs, ups_wanted;
    redis_answer_t answer;
    bool answered;
} fixture_t;

static void changed(void *context, bool connected)
{
    fixture_t *self = context;
    cr_assert_eq(redis_is_connected(self->redis), connected);
    if (connected)
        self->ups++;
    else
        self->downs++;
}

static fixture_t *open_fixture(void)
{
    static const redis_script_t *const scripts[] = {&REDIS_FIXTURE_ADD, NULL};
    fixture_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop_new();
    self->old = redis_server_new(NULL);
    self->new = redis_server_new(NULL);
    self->options = (redis_options_t){.address = redis_server_address(self->old),
                                      .scripts = scripts,
                                      .changed = changed,
                                      .context = self,
                                      .form = &store_form_script,
                                      .form_key = STORE_FORM_KEY};
    return self;
}

static void close_fixture(fixture_t *self)
{
    cache_destroy(&self->cache);
    redis_destroy(&self->redis);
    redis_server_destroy(&self->old);
    redis_server_destroy(&self->new);
    loop_destroy(&self->loop);
    free(self);
}

static bool is_up(void *context)
{
    const fixture_t *self = context;
    return redis_is_connected(self->redis) && self->ups >= self->ups_wanted;
}

static void await_up(fixture_t *self, int ups)
{
    self->ups_wanted = ups;
    cr_assert(loop_wait(self->loop, is_up, self, REDIS_FIXTURE_SOON));
}

static bool is_in_trouble(void *context)
{
    return redis_counts(((fixture_t *)context)->redis).trouble[0] != '\0';
}

/* It has been told something, and did nothing that makes it connected. */
static void check_stays_away(fixture_t *self)
{
    cr_assert(loop_wait(self->loop, is_in_trouble, self, REDIS_FIXTURE_SOON));
    loop_spend(self->loop, A_WHILE);
    cr_assert_not(redis_is_connected(self->redis));
}

static void move_away(redis_server_t *from, redis_server_t *to, const char *token)
{
    buffer_t where = {0};
    buffer_append_format(&where, "%s %s", token, redis_server_address(to));
    redis_server_do(from, "SET " STORE_FORM_MOVED_KEY " %b", where.data, where.size);
    redis_server_do(from, "SET " STORE_FORM_KEY " " STORE_FORM_MOVED);
    buffer_free(&where);
}

static void close_connections(redis_server_t *server)
{
    redis_server_do(server, "CLIENT KILL TYPE normal");
    redis_server_do(server, "CLIENT KILL TYPE pubsub");
}

static void check_text(redis_server_t *server, const char *key, const char *text)
{
    redis_reply_t *reply = redis_server_ask(server, "GET %s", key);
    cr_assert_eq(reply->type, text ? REDIS_REPLY_STRING : REDIS_REPLY_NIL);
    if (text)
        cr_assert_str_eq(reply->str, text);
    redis_reply_free(reply);
}

static void take(void *context, redis_status_t status, const redis_reply_t *reply)
{
    fixture_t *self = context;
    self->answered = true;
    self->answer = (redis_answer_t){.status = status, .number = reply ? reply->integer : 0};
}

static bool is_answered(void *context)
{
    return ((fixture_t *)context)->answered;
}

/* Adds a number by a script, and gives the sum. */
static int64_t add(fixture_t *self, const char *number)
{
    redis_command_t command = {0};
    redis_add_literal(&command, "sum");
    redis_add(&command, text_of(number));
    self->answered = false;
    cr_assert(redis_run(self->redis, &REDIS_FIXTURE_ADD, 1, &command, take, self));
    cr_assert(loop_wait(self->loop, is_answered, self, REDIS_FIXTURE_SOON));
    cr_assert_eq(self->answer.status, REDIS_OK);
    return self->answer.number;
}

TestSuite(redis_follow, .fini = leak_check);

Test(redis_follow, goes_there_at_its_start)
{
    fixture_t *self = open_fixture();
    move_away(self->old, self->new, "t1");
    redis_server_do(self->new, "SET sum 40");
    redis_server_do(self->new, "SET " STORE_FORM_KEY " %s", STORE_FORM_FILLED "t1");
    self->redis = redis_new(self->loop, &self->options);
    await_up(self, 1);
    cr_assert_eq(add(self, "2"), 42);
    check_text(self->new, STORE_FORM_KEY, STORE_FORM); /* it was the first who came with the token */
    check_text(self->old, "sum", NULL);
    close_fixture(self);
}

Test(redis_follow, goes_there_when_its_connection_is_closed)
{
    fixture_t *self = open_fixture();
    self->redis = redis_new(self->loop, &self->options);
    await_up(self, 1);
    cr_assert_eq(add(self, "2"), 2);
    move_away(self->old, self->new, "t1");
    redis_server_do(self->new, "SET sum 40");
    redis_server_do(self->new, "SET " STORE_FORM_KEY " %s", STORE_FORM_FILLED "t1");
    cr_assert_eq(add(self, "1"), 3); /* a connection that is there is not asked again */
    close_connections(self->old);
    await_up(self, 2);
    cr_assert_eq(add(self, "2"), 42);
    check_text(self->old, "sum", "3");
    cr_assert_eq(self->downs, 1);
    close_fixture(self);
}

Test(redis_follow, goes_on_to_the_next_place)
{
    fixture_t *self = open_fixture();
    redis_server_t *last = redis_server_new(NULL);
    move_away(self->old, self->new, "t1");
    move_away(self->new, last, "t2");
    redis_server_do(last, "SET " STORE_FORM_KEY " %s", STORE_FORM_FILLED "t2");
    self->redis = redis_new(self->loop, &self->options);
    await_up(self, 1);
    cr_assert_eq(add(self, "7"), 7);
    check_text(last, "sum", "7");
    redis_server_destroy(&last);
    close_fixture(self);
}

Test(redis_follow, is_let_in_by_its_token_alone_and_comes_back)
{
    fixture_t *self = open_fixture();
    move_away(self->old, self->new, "t1");
    redis_server_do(self->new, "SET " STORE_FORM_KEY " %s", STORE_FORM_FILLED "another");
    self->redis = redis_new(self->loop, &self->options);
    check_stays_away(self);
    check_text(self->new, STORE_FORM_KEY, STORE_FORM_FILLED "another");
    redis_server_do(self->old, "SET " STORE_FORM_KEY " " STORE_FORM);
    await_up(self, 1);
    cr_assert_eq(add(self, "1"), 1);
    check_text(self->old, "sum", "1");
    close_fixture(self);
}

Test(redis_follow, goes_nowhere_that_is_no_address)
{
    fixture_t *self = open_fixture();
    redis_server_do(self->old, "SET " STORE_FORM_KEY " " STORE_FORM_MOVED);
    redis_server_do(self->old, "SET " STORE_FORM_MOVED_KEY " nowhere");
    self->redis = redis_new(self->loop, &self->options);
    check_stays_away(self);
    cr_assert_str_eq(redis_counts(self->redis).trouble, "MOVEDTO nowhere");
    close_fixture(self);
}

Test(redis_follow, stays_where_it_is_told_to)
{
    fixture_t *self = open_fixture();
    move_away(self->old, self->new, "t1");
    self->options.stays = true;
    self->redis = redis_new(self->loop, &self->options);
    check_stays_away(self);
    check_text(self->new, STORE_FORM_KEY, NULL);
    close_fixture(self);
}

/* ---- caches ---- */

static void take_value(void *context, cache_status_t status, text_t value)
{
    fixture_t *self = context;
    self->answered = true;
    self->answer = (redis_answer_t){.status = (redis_status_t)status};
    snprintf(self->answer.text, sizeof self->answer.text, "%.*s", TEXT_ARG(value));
}

static bool is_tracking(void *context)
{
    return cache_is_tracking(((fixture_t *)context)->cache);
}

static bool is_not_tracking(void *context)
{
    return !is_tracking(context);
}

static void check_value(fixture_t *self, const char *value)
{
    self->answered = false;
    cache_get(self->cache, TEXT_LITERAL("user:7"), take_value, self);
    cr_assert(loop_wait(self->loop, is_answered, self, REDIS_FIXTURE_SOON));
    cr_assert_str_eq(self->answer.text, value);
}

Test(redis_follow, a_cache_forgets_what_it_had_and_hears_of_changes_there)
{
    static const char *const prefixes[] = {"user:", NULL};
    fixture_t *self = open_fixture();
    redis_server_do(self->old, "SET " STORE_FORM_KEY " " STORE_FORM);
    redis_server_do(self->old, "SET user:7 old");
    self->cache = cache_new(self->loop,
                            &(cache_options_t){.redis = &self->options, .prefixes = prefixes, .limit = 10});
    cr_assert(loop_wait(self->loop, is_tracking, self, REDIS_FIXTURE_SOON));
    check_value(self, "old");
    move_away(self->old, self->new, "t1");
    redis_server_do(self->new, "SET user:7 new");
    redis_server_do(self->new, "SET " STORE_FORM_KEY " %s", STORE_FORM_FILLED "t1");
    close_connections(self->old);
    cr_assert(loop_wait(self->loop, is_not_tracking, self, REDIS_FIXTURE_SOON));
    cr_assert(loop_wait(self->loop, is_tracking, self, REDIS_FIXTURE_SOON));
    check_value(self, "new");
    const uint64_t told = cache_counts(self->cache).invalidations;
    redis_server_do(self->new, "SET user:7 newer");
    while (cache_counts(self->cache).invalidations == told)
        loop_spend(self->loop, 1);
    check_value(self, "newer");
    close_fixture(self);
}
