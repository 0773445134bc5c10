/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_server.h"

enum {
    ANSWERS_MAX = 1024,
    SOON = 5000 /* ms: far more than any wait here should take */,
    IMPATIENT = 400 /* ms */
};

static const redis_script_t ADD = {"add", "return redis.call('INCRBY', KEYS[1], ARGV[1])"};
static const redis_script_t REFUSE = {"refuse", "return redis.error_reply('UNKNOWN no such customer')"};
static const redis_script_t SPIN = {"spin", "while true do end"};
static const redis_script_t *const SCRIPTS[] = {&ADD, &REFUSE, &SPIN, NULL};

typedef struct {
    redis_status_t status;
    int type; /* of the reply */
    int64_t number;
    char text[64];
} answer_t;

typedef struct {
    loop_t *loop;
    redis_server_t *server;
    redis_t *redis;
    int64_t silence; /* ms; 0: the standard */
    int ups, downs, ups_wanted;
    size_t sent, answered;
    answer_t answers[ANSWERS_MAX];
    size_t messages;
    char message[64];
} bench_t;

static void bench_changed(void *context, bool connected)
{
    bench_t *bench = context;
    cr_assert_eq(redis_is_connected(bench->redis), connected);
    if (connected)
        bench->ups++;
    else
        bench->downs++;
}

static bool bench_is_up(void *context)
{
    bench_t *bench = context;
    return redis_is_connected(bench->redis) && bench->ups >= bench->ups_wanted;
}

static bool bench_is_down(void *context)
{
    bench_t *bench = context;
    return !redis_is_connected(bench->redis);
}

static bool bench_is_answered(void *context)
{
    bench_t *bench = context;
    return bench->answered == bench->sent;
}

static void bench_connect(bench_t *bench, const char *user, const char *password)
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

static bench_t *bench_open_impatient(const char *const *options, int64_t silence)
{
    bench_t *bench = calloc(1, sizeof *bench);
    bench->silence = silence;
    bench->loop = loop_new();
    bench->server = redis_server_new(options);
    bench->ups_wanted = 1;
    bench_connect(bench, NULL, NULL);
    cr_assert(loop_wait(bench->loop, bench_is_up, bench, SOON), "never connected");
    return bench;
}

static bench_t *bench_open(const char *const *options)
{
    return bench_open_impatient(options, 0);
}

static void bench_close(bench_t *bench)
{
    redis_destroy(&bench->redis);
    cr_assert_null(bench->redis);
    loop_destroy(&bench->loop);
    redis_server_destroy(&bench->server);
    free(bench);
}

static void take_answer(void *context, redis_status_t status, const redis_reply_t *reply)
{
    bench_t *bench = context;
    cr_assert_lt(bench->answered, ANSWERS_MAX);
    cr_assert_eq(reply == NULL, status != REDIS_OK);
    answer_t *answer = &bench->answers[bench->answered++];
    answer->status = status;
    if (!reply)
        return;
    text_t text = redis_text(reply);
    answer->type = reply->type;
    answer->number = redis_int(reply);
    memcpy(answer->text, text.data ? text.data : "", text.size < 63 ? text.size : 63);
}

static bool bench_send(bench_t *bench, const char *a, const char *b, const char *c)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(a));
    if (b)
        redis_add(&command, text_of(b));
    if (c)
        redis_add(&command, text_of(c));
    bool sent = redis_send(bench->redis, &command, take_answer, bench);
    bench->sent += sent;
    return sent;
}

static bool bench_run(bench_t *bench, const redis_script_t *script, const char *key, const char *argument)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(key));
    redis_add(&command, text_of(argument));
    bool sent = redis_run(bench->redis, script, 1, &command, take_answer, bench);
    bench->sent += sent;
    return sent;
}

/* Waits for all that was sent, and gives the last answer. */
static const answer_t *bench_answer(bench_t *bench)
{
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON), "%zu of %zu answered", bench->answered,
              bench->sent);
    return &bench->answers[bench->answered - 1];
}

static void bench_await_up(bench_t *bench)
{
    cr_assert(loop_wait(bench->loop, bench_is_up, bench, SOON), "not connected again");
}

/* Writes again and again until that is answered with `status`: what changed in the server takes a moment. */
static void bench_repeat_until(bench_t *bench, redis_status_t status)
{
    for (int i = 0; i < ANSWERS_MAX / 2; i++) {
        bench_send(bench, "INCR", "n", NULL);
        if (bench_answer(bench)->status == status)
            return;
        loop_spend(bench->loop, 1);
    }
    cr_assert_fail("status %d never came", (int)status);
}

TestSuite(redis, .fini = leak_check, .timeout = 60);

Test(redis, command_before_the_connection_is_refused)
{
    bench_t *bench = calloc(1, sizeof *bench);
    bench->loop = loop_new();
    bench->server = redis_server_new(NULL);
    bench_connect(bench, NULL, NULL);
    cr_assert_not(bench_send(bench, "PING", NULL, NULL));
    bench_close(bench);
}

Test(redis, pipeline_is_answered_in_order)
{
    bench_t *bench = bench_open(NULL);
    for (int i = 0; i < 1000; i++)
        cr_assert(bench_send(bench, "INCR", "n", NULL));
    cr_assert_eq(redis_in_flight(bench->redis), 1000);
    bench_answer(bench);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(bench->answers[i].number, i + 1);
    cr_assert_eq(redis_in_flight(bench->redis), 0);
    bench_close(bench);
}

Test(redis, large_value_passes_both_ways)
{
    bench_t *bench = bench_open(NULL);
    enum { SIZE = 8 * 1024 * 1024 };
    char *value = malloc(SIZE);
    memset(value, 'x', SIZE);
    redis_command_t command = {0};
    redis_add_literal(&command, "SET");
    redis_add_literal(&command, "big");
    redis_add(&command, (text_t){value, SIZE});
    bench->sent += redis_send(bench->redis, &command, take_answer, bench);
    cr_assert_str_eq(bench_answer(bench)->text, "OK");
    bench_send(bench, "STRLEN", "big", NULL);
    cr_assert_eq(bench_answer(bench)->number, SIZE);
    bench_send(bench, "GET", "big", NULL);
    cr_assert_eq(bench_answer(bench)->type, REDIS_REPLY_STRING);
    free(value);
    bench_close(bench);
}

Test(redis, script_runs_and_is_counted)
{
    bench_t *bench = bench_open(NULL);
    bench_run(bench, &ADD, "n", "5");
    cr_assert_eq(bench_answer(bench)->number, 5);
    redis_counts_t counts = redis_counts(bench->redis);
    cr_assert_eq(counts.script_count, 3);
    cr_assert_eq(counts.scripts[0].script, &ADD);
    cr_assert_eq(counts.scripts[0].calls, 1);
    cr_assert_gt(counts.scripts[0].time, 0);
    cr_assert_eq(counts.commands, 1);
    bench_close(bench);
}

Test(redis, error_of_a_script_is_a_reply)
{
    bench_t *bench = bench_open(NULL);
    bench_run(bench, &REFUSE, "n", "5");
    const answer_t *answer = bench_answer(bench);
    cr_assert_eq(answer->status, REDIS_OK);
    cr_assert_eq(answer->type, REDIS_REPLY_ERROR);
    cr_assert_str_eq(answer->text, "UNKNOWN no such customer");
    bench_close(bench);
}

Test(redis, transaction_gives_its_replies_at_the_end)
{
    bench_t *bench = bench_open(NULL);
    bench_send(bench, "MULTI", NULL, NULL);
    bench_send(bench, "INCR", "n", NULL);
    bench_send(bench, "EXEC", NULL, NULL);
    cr_assert_eq(bench_answer(bench)->type, REDIS_REPLY_ARRAY);
    cr_assert_str_eq(bench->answers[1].text, "QUEUED");
    bench_close(bench);
}

Test(redis, killed_server_loses_what_is_in_flight_and_is_found_again)
{
    bench_t *bench = bench_open(NULL);
    redis_server_pause(bench->server);
    for (int i = 0; i < 10; i++)
        bench_send(bench, "INCR", "n", NULL);
    loop_spend(bench->loop, 5);
    redis_server_kill(bench->server);
    bench_answer(bench);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(bench->answers[i].status, REDIS_LOST);
    cr_assert_eq(bench->downs, 1);
    cr_assert_not(bench_send(bench, "PING", NULL, NULL));
    redis_server_start(bench->server);
    bench->ups_wanted = 2;
    bench_await_up(bench);
    bench_run(bench, &ADD, "m", "3");
    cr_assert_eq(bench_answer(bench)->number, 3);
    cr_assert_eq(redis_counts(bench->redis).reconnects, 1);
    bench_close(bench);
}

Test(redis, silent_server_is_given_up)
{
    bench_t *bench = bench_open_impatient(NULL, IMPATIENT);
    redis_server_pause(bench->server);
    int64_t begin = loop_now(bench->loop);
    bench_send(bench, "INCR", "n", NULL);
    cr_assert_eq(bench_answer(bench)->status, REDIS_LOST);
    cr_assert_geq(loop_now(bench->loop) - begin, 350);
    redis_server_resume(bench->server);
    bench->ups_wanted = 2;
    bench_await_up(bench);
    bench_close(bench);
}

Test(redis, idle_connection_is_kept)
{
    bench_t *bench = bench_open_impatient(NULL, IMPATIENT);
    bench_send(bench, "PING", NULL, NULL);
    bench_answer(bench);
    loop_spend(bench->loop, 1000);
    cr_assert_eq(bench->downs, 0);
    bench_close(bench);
}

Test(redis, destroy_answers_what_is_in_flight)
{
    bench_t *bench = bench_open(NULL);
    bench_send(bench, "PING", NULL, NULL);
    redis_destroy(&bench->redis);
    cr_assert_eq(bench->answered, 1);
    cr_assert_eq(bench->answers[0].status, REDIS_LOST);
    cr_assert_eq(bench->downs, 0);
    bench_close(bench);
}

Test(redis, flushed_script_is_loaded_again)
{
    bench_t *bench = bench_open(NULL);
    redis_server_do(bench->server, "SCRIPT FLUSH");
    bench_run(bench, &ADD, "n", "1");
    bench_run(bench, &ADD, "n", "1");
    cr_assert_eq(bench_answer(bench)->status, REDIS_UNAVAILABLE);
    bench_run(bench, &ADD, "n", "1");
    cr_assert_eq(bench_answer(bench)->number, 1);
    cr_assert_eq(bench->downs, 0);
    bench_close(bench);
}

Test(redis, loading_server_is_waited_for)
{
    static const char *const slow[] = {"--key-load-delay", "200", NULL};
    bench_t *bench = bench_open(NULL);
    redis_server_do(bench->server, "EVAL %s 0", "for i = 1, 4000 do redis.call('SET', 'key:' .. i, 'x') end");
    redis_server_kill(bench->server);
    redis_server_begin(bench->server, slow);
    redisReply *reply = redis_server_ask(bench->server, "PING");
    cr_assert_eq(reply->type, REDIS_REPLY_ERROR, "the server should be loading");
    freeReplyObject(reply);
    bench->ups_wanted = 2;
    bench_await_up(bench);
    bench_send(bench, "GET", "key:4000", NULL);
    cr_assert_str_eq(bench_answer(bench)->text, "x");
    cr_assert_eq(bench->downs, 1);
    bench_close(bench);
}

Test(redis, full_server_says_so)
{
    bench_t *bench = bench_open(NULL);
    redis_server_do(bench->server, "CONFIG SET maxmemory 1");
    bench_run(bench, &ADD, "n", "1");
    cr_assert_eq(bench_answer(bench)->status, REDIS_FULL);
    bench_send(bench, "SET", "a", "b");
    cr_assert_eq(bench_answer(bench)->status, REDIS_FULL);
    bench_send(bench, "GET", "a", NULL);
    cr_assert_eq(bench_answer(bench)->type, REDIS_REPLY_NIL);
    cr_assert_eq(redis_counts(bench->redis).errors, 2);
    bench_close(bench);
}

Test(redis, server_that_cannot_write_its_disk_is_unavailable)
{
    bench_t *bench = bench_open(NULL);
    char folder[] = "/tmp/leida-gone-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    redis_server_do(bench->server, "CONFIG SET dir %s", folder);
    cr_assert_eq(rmdir(folder), 0);
    redis_server_do(bench->server, "CONFIG SET save %s", "3600 1000000");
    redis_server_do(bench->server, "BGSAVE");
    bench_repeat_until(bench, REDIS_UNAVAILABLE);
    cr_assert_eq(bench->downs, 0);
    bench_close(bench);
}

Test(redis, busy_server_is_unavailable_until_the_script_ends)
{
    static const char *const options[] = {"--busy-reply-threshold", "20", NULL};
    bench_t *bench = bench_open(options);
    redisContext *spinner = redisConnectUnix(redis_server_address(bench->server) + 5);
    redisAppendCommand(spinner, "EVAL %s 0", SPIN.body);
    int written = 0;
    redisBufferWrite(spinner, &written);
    cr_assert(written);
    bench_repeat_until(bench, REDIS_UNAVAILABLE);
    redis_server_do(bench->server, "SCRIPT KILL");
    bench_repeat_until(bench, REDIS_OK);
    cr_assert_eq(bench->downs, 0);
    redisFree(spinner);
    bench_close(bench);
}

Test(redis, replica_is_left_for_the_master)
{
    bench_t *bench = bench_open(NULL);
    redis_server_do(bench->server, "REPLICAOF 127.0.0.1 1");
    bench_send(bench, "SET", "a", "b");
    cr_assert_eq(bench_answer(bench)->status, REDIS_UNAVAILABLE);
    bench->ups_wanted = 2;
    bench_await_up(bench);
    redis_server_do(bench->server, "REPLICAOF NO ONE");
    bench_send(bench, "SET", "a", "b");
    cr_assert_eq(bench_answer(bench)->status, REDIS_OK);
    bench_close(bench);
}

static void password_case(const char *user, const char *password, bool right)
{
    static const char *const options[] = {"--user", "leida",         "on",   ">secret", "~*", "&*",
                                          "+@all",  "--requirepass", "main", NULL};
    bench_t *bench = calloc(1, sizeof *bench);
    bench->loop = loop_new();
    bench->server = redis_server_new(options);
    bench_connect(bench, user, password);
    cr_assert_eq(loop_wait(bench->loop, bench_is_up, bench, right ? SOON : 200), right);
    bench_close(bench);
}

Test(redis, password_alone_is_taken)
{
    password_case(NULL, "main", true);
}

Test(redis, user_with_password_is_taken)
{
    password_case("leida", "secret", true);
}

Test(redis, wrong_password_never_connects)
{
    password_case("leida", "wrong", false);
}

Test(redis, missing_password_never_connects)
{
    password_case("", "", false);
}

static void take_message(void *context, text_t channel, const redis_reply_t *payload)
{
    bench_t *bench = context;
    cr_assert(text_equal(channel, TEXT_LITERAL("news")));
    bench->messages++;
    memcpy(bench->message, payload->str, (size_t)payload->len);
}

static void bench_subscribe(bench_t *bench)
{
    redis_command_t channels = {0};
    redis_add_literal(&channels, "other");
    redis_add_literal(&channels, "news");
    cr_assert(
        redis_subscribe(bench->redis, &channels, &(redis_listener_t){take_message, take_answer, bench}));
    bench->sent++;
    cr_assert_eq(bench_answer(bench)->type, REDIS_REPLY_ARRAY);
}

static bool bench_has_message(void *context)
{
    return ((bench_t *)context)->messages > 0;
}

Test(redis, subscriber_gets_messages_also_while_it_is_asked_for_a_sign_of_life)
{
    bench_t *bench = bench_open_impatient(NULL, IMPATIENT);
    bench_subscribe(bench);
    loop_spend(bench->loop, 1500);
    cr_assert_eq(bench->downs, 0, "a quiet subscription was given up");
    redis_server_do(bench->server, "PUBLISH news hello");
    cr_assert(loop_wait(bench->loop, bench_has_message, bench, SOON));
    cr_assert_str_eq(bench->message, "hello");
    bench_close(bench);
}

Test(redis, subscriber_notices_a_silent_server)
{
    bench_t *bench = bench_open_impatient(NULL, IMPATIENT);
    bench_subscribe(bench);
    redis_server_pause(bench->server);
    cr_assert(loop_wait(bench->loop, bench_is_down, bench, SOON));
    bench_close(bench);
}
