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
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_server_pause(fixture->server);
    for (int i = 0; i < 10; i++)
        redis_fixture_send(fixture, "INCR", "n", NULL);
    loop_spend(fixture->loop, 5);
    redis_server_kill(fixture->server);
    redis_fixture_answer(fixture);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(fixture->answers[i].status, REDIS_LOST);
    cr_assert_eq(fixture->downs, 1);
    cr_assert_not(redis_fixture_send(fixture, "PING", NULL, NULL));
    redis_server_start(fixture->server);
    redis_fixture_await_up(fixture, 2);
    redis_fixture_run(fixture, &REDIS_FIXTURE_ADD, "m", "3");
    cr_assert_eq(redis_fixture_answer(fixture)->number, 3);
    cr_assert_eq(redis_counts(fixture->redis).reconnects, 1);
    redis_fixture_close(fixture);
}

Test(redis_failure, silent_server_is_given_up)
{
    redis_fixture_t *fixture = redis_fixture_open_impatient(NULL, REDIS_FIXTURE_IMPATIENT);
    redis_server_pause(fixture->server);
    int64_t begin = loop_now(fixture->loop);
    redis_fixture_send(fixture, "INCR", "n", NULL);
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_LOST);
    cr_assert_geq(loop_now(fixture->loop) - begin, 350);
    redis_server_resume(fixture->server);
    redis_fixture_await_up(fixture, 2);
    redis_fixture_close(fixture);
}

Test(redis_failure, flushed_script_is_loaded_again)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_server_do(fixture->server, "SCRIPT FLUSH");
    redis_fixture_run(fixture, &REDIS_FIXTURE_ADD, "n", "1");
    redis_fixture_run(fixture, &REDIS_FIXTURE_ADD, "n", "1");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_UNAVAILABLE);
    redis_fixture_run(fixture, &REDIS_FIXTURE_ADD, "n", "1");
    cr_assert_eq(redis_fixture_answer(fixture)->number, 1);
    cr_assert_eq(fixture->downs, 0);
    redis_fixture_close(fixture);
}

Test(redis_failure, loading_server_is_waited_for)
{
    static const char *const slow[] = {"--key-load-delay", "200", NULL};
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_server_do(fixture->server, "EVAL %s 0",
                    "for i = 1, 4000 do redis.call('SET', 'key:' .. i, 'x') end");
    redis_server_kill(fixture->server);
    redis_server_begin(fixture->server, slow);
    redis_reply_t *reply = redis_server_ask(fixture->server, "PING");
    cr_assert_eq(reply->type, REDIS_REPLY_ERROR, "the server should be loading");
    redis_reply_free(reply);
    redis_fixture_await_up(fixture, 2);
    redis_fixture_send(fixture, "GET", "key:4000", NULL);
    cr_assert_str_eq(redis_fixture_answer(fixture)->text, "x");
    cr_assert_eq(fixture->downs, 1);
    redis_fixture_close(fixture);
}

Test(redis_failure, full_server_says_so)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_server_do(fixture->server, "CONFIG SET maxmemory 1");
    redis_fixture_run(fixture, &REDIS_FIXTURE_ADD, "n", "1");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_FULL);
    redis_fixture_send(fixture, "SET", "a", "b");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_FULL);
    redis_fixture_send(fixture, "GET", "a", NULL);
    cr_assert_eq(redis_fixture_answer(fixture)->type, REDIS_REPLY_NIL);
    cr_assert_eq(redis_counts(fixture->redis).errors, 2);
    redis_fixture_close(fixture);
}

Test(redis_failure, server_that_cannot_write_its_disk_is_unavailable)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    char folder[] = "/tmp/leida-gone-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    redis_server_do(fixture->server, "CONFIG SET dir %s", folder);
    cr_assert_eq(rmdir(folder), 0);
    redis_server_do(fixture->server, "CONFIG SET save %s", "3600 1000000");
    redis_server_do(fixture->server, "BGSAVE");
    redis_fixture_repeat_until(fixture, REDIS_UNAVAILABLE);
    cr_assert_eq(fixture->downs, 0);
    redis_fixture_close(fixture);
}

Test(redis_failure, busy_server_is_unavailable_until_the_script_ends)
{
    static const char *const options[] = {"--busy-reply-threshold", "20", NULL};
    redis_fixture_t *fixture = redis_fixture_open(options);
    redisContext *spinner = redisConnectUnix(redis_server_address(fixture->server) + 5);
    redisAppendCommand(spinner, "EVAL %s 0", "while true do end");
    int written = 0;
    redisBufferWrite(spinner, &written);
    cr_assert(written);
    redis_fixture_repeat_until(fixture, REDIS_UNAVAILABLE);
    redis_server_do(fixture->server, "SCRIPT KILL");
    redis_fixture_repeat_until(fixture, REDIS_OK);
    cr_assert_eq(fixture->downs, 0);
    redisFree(spinner);
    redis_fixture_close(fixture);
}

Test(redis_failure, replica_is_left_for_the_master)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_server_do(fixture->server, "REPLICAOF 127.0.0.1 1");
    redis_fixture_send(fixture, "SET", "a", "b");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_UNAVAILABLE);
    redis_fixture_await_up(fixture, 2);
    redis_server_do(fixture->server, "REPLICAOF NO ONE");
    redis_fixture_send(fixture, "SET", "a", "b");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_OK);
    redis_fixture_close(fixture);
}

/* A script that raises an error has the very words of Redis' own refusals, some of which only a cluster or a
 * failover would bring about. */
static redis_status_t answer_to_error(redis_fixture_t *fixture, const char *error)
{
    redis_command_t command = {0};
    redis_add_literal(&command, "EVAL");
    redis_add_literal(&command, "return redis.error_reply(ARGV[1])");
    redis_add_literal(&command, "0");
    redis_add(&command, text_of(error));
    fixture->sent += redis_send(fixture->redis, &command, redis_fixture_take, fixture);
    return redis_fixture_answer(fixture)->status;
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
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
        cr_assert_eq(answer_to_error(fixture, stays[i]), REDIS_UNAVAILABLE, "%s", stays[i]);
    cr_assert_eq(answer_to_error(fixture, "OOM command not allowed"), REDIS_FULL);
    cr_assert_eq(answer_to_error(fixture, "ERR of the command's own"), REDIS_OK);
    cr_assert_eq(fixture->downs, 0);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        cr_assert_eq(answer_to_error(fixture, moves[i]), REDIS_UNAVAILABLE, "%s", moves[i]);
        redis_fixture_await_up(fixture, (int)i + 2);
    }
    redis_fixture_close(fixture);
}
