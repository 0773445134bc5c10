/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of commands and connection when Redis dies, hangs, forgets or refuses. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_fixture.h"

#include <hiredis/hiredis.h>

TestSuite(redis_failure, .fini = leak_check, .timeout = 60);

Test(redis_failure, killed_server_loses_what_is_in_flight_and_is_found_again)
{
    redis_bench_t *bench = redis_bench_open(NULL);
    redis_server_pause(bench->server);
    for (int i = 0; i < 10; i++)
        redis_bench_send(bench, "INCR", "n", NULL);
    loop_spend(bench->loop, 5);
    redis_server_kill(bench->server);
    redis_bench_answer(bench);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(bench->answers[i].status, REDIS_LOST);
    cr_assert_eq(bench->downs, 1);
    cr_assert_not(redis_bench_send(bench, "PING", NULL, NULL));
    redis_server_start(bench->server);
    redis_bench_await_up(bench, 2);
    redis_bench_run(bench, &REDIS_BENCH_ADD, "m", "3");
    cr_assert_eq(redis_bench_answer(bench)->number, 3);
    cr_assert_eq(redis_counts(bench->redis).reconnects, 1);
    redis_bench_close(bench);
}

Test(redis_failure, silent_server_is_given_up)
{
    redis_bench_t *bench = redis_bench_open_impatient(NULL, REDIS_BENCH_IMPATIENT);
    redis_server_pause(bench->server);
    int64_t begin = loop_now(bench->loop);
    redis_bench_send(bench, "INCR", "n", NULL);
    cr_assert_eq(redis_bench_answer(bench)->status, REDIS_LOST);
    cr_assert_geq(loop_now(bench->loop) - begin, 350);
    redis_server_resume(bench->server);
    redis_bench_await_up(bench, 2);
    redis_bench_close(bench);
}

Test(redis_failure, flushed_script_is_loaded_again)
{
    redis_bench_t *bench = redis_bench_open(NULL);
    redis_server_do(bench->server, "SCRIPT FLUSH");
    redis_bench_run(bench, &REDIS_BENCH_ADD, "n", "1");
    redis_bench_run(bench, &REDIS_BENCH_ADD, "n", "1");
    cr_assert_eq(redis_bench_answer(bench)->status, REDIS_UNAVAILABLE);
    redis_bench_run(bench, &REDIS_BENCH_ADD, "n", "1");
    cr_assert_eq(redis_bench_answer(bench)->number, 1);
    cr_assert_eq(bench->downs, 0);
    redis_bench_close(bench);
}

Test(redis_failure, loading_server_is_waited_for)
{
    static const char *const slow[] = {"--key-load-delay", "200", NULL};
    redis_bench_t *bench = redis_bench_open(NULL);
    redis_server_do(bench->server, "EVAL %s 0", "for i = 1, 4000 do redis.call('SET', 'key:' .. i, 'x') end");
    redis_server_kill(bench->server);
    redis_server_begin(bench->server, slow);
    redis_reply_t *reply = redis_server_ask(bench->server, "PING");
    cr_assert_eq(reply->type, REDIS_REPLY_ERROR, "the server should be loading");
    redis_reply_free(reply);
    redis_bench_await_up(bench, 2);
    redis_bench_send(bench, "GET", "key:4000", NULL);
    cr_assert_str_eq(redis_bench_answer(bench)->text, "x");
    cr_assert_eq(bench->downs, 1);
    redis_bench_close(bench);
}

Test(redis_failure, full_server_says_so)
{
    redis_bench_t *bench = redis_bench_open(NULL);
    redis_server_do(bench->server, "CONFIG SET maxmemory 1");
    redis_bench_run(bench, &REDIS_BENCH_ADD, "n", "1");
    cr_assert_eq(redis_bench_answer(bench)->status, REDIS_FULL);
    redis_bench_send(bench, "SET", "a", "b");
    cr_assert_eq(redis_bench_answer(bench)->status, REDIS_FULL);
    redis_bench_send(bench, "GET", "a", NULL);
    cr_assert_eq(redis_bench_answer(bench)->type, REDIS_REPLY_NIL);
    cr_assert_eq(redis_counts(bench->redis).errors, 2);
    redis_bench_close(bench);
}

Test(redis_failure, server_that_cannot_write_its_disk_is_unavailable)
{
    redis_bench_t *bench = redis_bench_open(NULL);
    char folder[] = "/tmp/leida-gone-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    redis_server_do(bench->server, "CONFIG SET dir %s", folder);
    cr_assert_eq(rmdir(folder), 0);
    redis_server_do(bench->server, "CONFIG SET save %s", "3600 1000000");
    redis_server_do(bench->server, "BGSAVE");
    redis_bench_repeat_until(bench, REDIS_UNAVAILABLE);
    cr_assert_eq(bench->downs, 0);
    redis_bench_close(bench);
}

Test(redis_failure, busy_server_is_unavailable_until_the_script_ends)
{
    static const char *const options[] = {"--busy-reply-threshold", "20", NULL};
    redis_bench_t *bench = redis_bench_open(options);
    redisContext *spinner = redisConnectUnix(redis_server_address(bench->server) + 5);
    redisAppendCommand(spinner, "EVAL %s 0", "while true do end");
    int written = 0;
    redisBufferWrite(spinner, &written);
    cr_assert(written);
    redis_bench_repeat_until(bench, REDIS_UNAVAILABLE);
    redis_server_do(bench->server, "SCRIPT KILL");
    redis_bench_repeat_until(bench, REDIS_OK);
    cr_assert_eq(bench->downs, 0);
    redisFree(spinner);
    redis_bench_close(bench);
}

Test(redis_failure, replica_is_left_for_the_master)
{
    redis_bench_t *bench = redis_bench_open(NULL);
    redis_server_do(bench->server, "REPLICAOF 127.0.0.1 1");
    redis_bench_send(bench, "SET", "a", "b");
    cr_assert_eq(redis_bench_answer(bench)->status, REDIS_UNAVAILABLE);
    redis_bench_await_up(bench, 2);
    redis_server_do(bench->server, "REPLICAOF NO ONE");
    redis_bench_send(bench, "SET", "a", "b");
    cr_assert_eq(redis_bench_answer(bench)->status, REDIS_OK);
    redis_bench_close(bench);
}

/* A script that raises an error has the very words of Redis' own refusals, some of which only a cluster or a
 * failover would bring about. */
static redis_status_t answer_to_error(redis_bench_t *bench, const char *error)
{
    redis_command_t command = {0};
    redis_add_literal(&command, "EVAL");
    redis_add_literal(&command, "return redis.error_reply(ARGV[1])");
    redis_add_literal(&command, "0");
    redis_add(&command, text_of(error));
    bench->sent += redis_send(bench->redis, &command, redis_bench_take, bench);
    return redis_bench_answer(bench)->status;
}

Test(redis_failure, refusals_say_that_nothing_was_applied)
{
    static const char *const stays[] = {"BUSY a script runs",
                                        "LOADING the data set",
                                        "MISCONF the disk is full",
                                        "NOREPLICAS Not enough good replicas to write.",
                                        "CLUSTERDOWN Hash slot not served",
                                        "TRYAGAIN Multiple keys request during rehashing of slot",
                                        "MOVED 3999 127.0.0.1:6381",
                                        "ASK 3999 127.0.0.1:6381",
                                        "EXECABORT Transaction discarded because of previous errors.",
                                        "NOPERM this user has no permissions",
                                        "NOSCRIPT No matching script."};
    static const char *const moves[] = {
        "READONLY You can't write against a read only replica.", "MASTERDOWN Link with MASTER is down",
        "NOAUTH Authentication required.", "UNBLOCKED force unblock from blocking operation"};
    redis_bench_t *bench = redis_bench_open(NULL);
    for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
        cr_assert_eq(answer_to_error(bench, stays[i]), REDIS_UNAVAILABLE, "%s", stays[i]);
    cr_assert_eq(answer_to_error(bench, "OOM command not allowed"), REDIS_FULL);
    cr_assert_eq(answer_to_error(bench, "ERR of the command's own"), REDIS_OK);
    cr_assert_eq(bench->downs, 0);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        cr_assert_eq(answer_to_error(bench, moves[i]), REDIS_UNAVAILABLE, "%s", moves[i]);
        redis_bench_await_up(bench, (int)i + 2);
    }
    redis_bench_close(bench);
}
