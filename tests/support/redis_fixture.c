/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/redis_fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/loop_wait.h"

const redis_script_t REDIS_FIXTURE_ADD = {.name = "add",
                                          .body = "return redis.call('INCRBY', KEYS[1], ARGV[1])"};
const redis_script_t REDIS_FIXTURE_REFUSE = {.name = "refuse",
                                             .body = "return redis.error_reply('UNKNOWN no such customer')"};
static const redis_script_t *const SCRIPTS[] = {&REDIS_FIXTURE_ADD, &REDIS_FIXTURE_REFUSE, NULL};

static void fixture_changed(void *context, bool connected)
{
    redis_fixture_t *fixture = context;
    cr_assert_eq(redis_is_connected(fixture->redis), connected);
    if (connected)
        fixture->ups++;
    else
        fixture->downs++;
}

bool redis_fixture_is_up(void *context)
{
    redis_fixture_t *fixture = context;
    return redis_is_connected(fixture->redis) && fixture->ups >= fixture->ups_wanted;
}

bool redis_fixture_is_down(void *context)
{
    redis_fixture_t *fixture = context;
    return !redis_is_connected(fixture->redis);
}

static bool fixture_is_answered(void *context)
{
    redis_fixture_t *fixture = context;
    return fixture->answered == fixture->sent;
}

static void fixture_connect(redis_fixture_t *fixture, const char *user, const char *password)
{
    redis_options_t options = {.address = redis_server_address(fixture->server),
                               .user = user,
                               .password = password,
                               .scripts = SCRIPTS,
                               .changed = fixture_changed,
                               .context = fixture,
                               .silence = fixture->silence};
    fixture->redis = redis_new(fixture->loop, &options);
}

static redis_fixture_t *fixture_new(const char *const *options, int64_t silence)
{
    redis_fixture_t *fixture = memory_new_zeroed(sizeof *fixture);
    fixture->silence = silence;
    fixture->loop = loop_new();
    fixture->server = redis_server_new(options);
    fixture->ups_wanted = 1;
    return fixture;
}

redis_fixture_t *redis_fixture_open_impatient(const char *const *options, int64_t silence)
{
    redis_fixture_t *fixture = fixture_new(options, silence);
    fixture_connect(fixture, NULL, NULL);
    redis_fixture_await_up(fixture, 1);
    return fixture;
}

redis_fixture_t *redis_fixture_open(const char *const *options)
{
    return redis_fixture_open_impatient(options, 0);
}

redis_fixture_t *redis_fixture_begin(const char *const *options, const char *user, const char *password)
{
    redis_fixture_t *fixture = fixture_new(options, 0);
    fixture_connect(fixture, user, password);
    return fixture;
}

void redis_fixture_close(redis_fixture_t *fixture)
{
    redis_destroy(&fixture->redis);
    cr_assert_null(fixture->redis);
    loop_destroy(&fixture->loop);
    redis_server_destroy(&fixture->server);
    free(fixture);
}

void redis_fixture_take(void *context, redis_status_t status, const redis_reply_t *reply)
{
    redis_fixture_t *fixture = context;
    cr_assert_lt(fixture->answered, REDIS_FIXTURE_ANSWERS_MAX);
    cr_assert_eq(reply == NULL, status != REDIS_OK);
    redis_answer_t *answer = &fixture->answers[fixture->answered++];
    answer->status = status;
    if (!reply)
        return;
    text_t text = redis_text(reply);
    answer->type = reply->type;
    answer->number = redis_int(reply);
    memcpy(answer->text, text.data ? text.data : "", text.size < 63 ? text.size : 63);
}

bool redis_fixture_send(redis_fixture_t *fixture, const char *a, const char *b, const char *c)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(a));
    if (b)
        redis_add(&command, text_of(b));
    if (c)
        redis_add(&command, text_of(c));
    bool sent = redis_send(fixture->redis, &command, redis_fixture_take, fixture);
    fixture->sent += sent;
    return sent;
}

bool redis_fixture_run(redis_fixture_t *fixture, const redis_script_t *script, const char *key,
                       const char *argument)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(key));
    redis_add(&command, text_of(argument));
    bool sent = redis_run(fixture->redis, script, 1, &command, redis_fixture_take, fixture);
    fixture->sent += sent;
    return sent;
}

const redis_answer_t *redis_fixture_answer(redis_fixture_t *fixture)
{
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, REDIS_FIXTURE_SOON),
              "%zu of %zu answered", fixture->answered, fixture->sent);
    return &fixture->answers[fixture->answered - 1];
}

void redis_fixture_await_up(redis_fixture_t *fixture, int ups)
{
    fixture->ups_wanted = ups;
    cr_assert(loop_wait(fixture->loop, redis_fixture_is_up, fixture, REDIS_FIXTURE_SOON),
              "not connected %d times", ups);
}

void redis_fixture_repeat_until(redis_fixture_t *fixture, redis_status_t status)
{
    for (int i = 0; i < REDIS_FIXTURE_ANSWERS_MAX / 2; i++) {
        redis_fixture_send(fixture, "INCR", "n", NULL);
        if (redis_fixture_answer(fixture)->status == status)
            return;
        loop_spend(fixture->loop, 1);
    }
    cr_assert_fail("status %d never came", (int)status);
}
