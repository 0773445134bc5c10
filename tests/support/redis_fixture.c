/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/redis_fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/loop_wait.h"

const redis_script_t REDIS_BENCH_ADD = {.name = "add",
                                        .body = "return redis.call('INCRBY', KEYS[1], ARGV[1])"};
const redis_script_t REDIS_BENCH_REFUSE = {.name = "refuse",
                                           .body = "return redis.error_reply('UNKNOWN no such customer')"};
static const redis_script_t *const SCRIPTS[] = {&REDIS_BENCH_ADD, &REDIS_BENCH_REFUSE, NULL};

static void bench_changed(void *context, bool connected)
{
    redis_bench_t *bench = context;
    cr_assert_eq(redis_is_connected(bench->redis), connected);
    if (connected)
        bench->ups++;
    else
        bench->downs++;
}

bool redis_bench_is_up(void *context)
{
    redis_bench_t *bench = context;
    return redis_is_connected(bench->redis) && bench->ups >= bench->ups_wanted;
}

bool redis_bench_is_down(void *context)
{
    redis_bench_t *bench = context;
    return !redis_is_connected(bench->redis);
}

static bool bench_is_answered(void *context)
{
    redis_bench_t *bench = context;
    return bench->answered == bench->sent;
}

static void bench_connect(redis_bench_t *bench, const char *user, const char *password)
{
    redis_options_t options = {.address = redis_server_address(bench->server),
                               .user = user,
                               .password = password,
                               .scripts = SCRIPTS,
                               .changed = bench_changed,
                               .context = bench,
                               .silence = bench->silence};
    bench->redis = redis_new(bench->loop, &options);
}

static redis_bench_t *bench_new(const char *const *options, int64_t silence)
{
    redis_bench_t *bench = memory_new_zeroed(sizeof *bench);
    bench->silence = silence;
    bench->loop = loop_new();
    bench->server = redis_server_new(options);
    bench->ups_wanted = 1;
    return bench;
}

redis_bench_t *redis_bench_open_impatient(const char *const *options, int64_t silence)
{
    redis_bench_t *bench = bench_new(options, silence);
    bench_connect(bench, NULL, NULL);
    redis_bench_await_up(bench, 1);
    return bench;
}

redis_bench_t *redis_bench_open(const char *const *options)
{
    return redis_bench_open_impatient(options, 0);
}

redis_bench_t *redis_bench_begin(const char *const *options, const char *user, const char *password)
{
    redis_bench_t *bench = bench_new(options, 0);
    bench_connect(bench, user, password);
    return bench;
}

void redis_bench_close(redis_bench_t *bench)
{
    redis_destroy(&bench->redis);
    cr_assert_null(bench->redis);
    loop_destroy(&bench->loop);
    redis_server_destroy(&bench->server);
    free(bench);
}

void redis_bench_take(void *context, redis_status_t status, const redis_reply_t *reply)
{
    redis_bench_t *bench = context;
    cr_assert_lt(bench->answered, REDIS_BENCH_ANSWERS_MAX);
    cr_assert_eq(reply == NULL, status != REDIS_OK);
    redis_answer_t *answer = &bench->answers[bench->answered++];
    answer->status = status;
    if (!reply)
        return;
    text_t text = redis_text(reply);
    answer->type = reply->type;
    answer->number = redis_int(reply);
    memcpy(answer->text, text.data ? text.data : "", text.size < 63 ? text.size : 63);
}

bool redis_bench_send(redis_bench_t *bench, const char *a, const char *b, const char *c)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(a));
    if (b)
        redis_add(&command, text_of(b));
    if (c)
        redis_add(&command, text_of(c));
    bool sent = redis_send(bench->redis, &command, redis_bench_take, bench);
    bench->sent += sent;
    return sent;
}

bool redis_bench_run(redis_bench_t *bench, const redis_script_t *script, const char *key,
                     const char *argument)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(key));
    redis_add(&command, text_of(argument));
    bool sent = redis_run(bench->redis, script, 1, &command, redis_bench_take, bench);
    bench->sent += sent;
    return sent;
}

const redis_answer_t *redis_bench_answer(redis_bench_t *bench)
{
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, REDIS_BENCH_SOON), "%zu of %zu answered",
              bench->answered, bench->sent);
    return &bench->answers[bench->answered - 1];
}

void redis_bench_await_up(redis_bench_t *bench, int ups)
{
    bench->ups_wanted = ups;
    cr_assert(loop_wait(bench->loop, redis_bench_is_up, bench, REDIS_BENCH_SOON), "not connected %d times",
              ups);
}

void redis_bench_repeat_until(redis_bench_t *bench, redis_status_t status)
{
    for (int i = 0; i < REDIS_BENCH_ANSWERS_MAX / 2; i++) {
        redis_bench_send(bench, "INCR", "n", NULL);
        if (redis_bench_answer(bench)->status == status)
            return;
        loop_spend(bench->loop, 1);
    }
    cr_assert_fail("status %d never came", (int)status);
}
