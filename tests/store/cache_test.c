/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cache.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_server.h"

enum { SOON = 5000 /* ms: far more than any wait here should take */, IMPATIENT = 400 /* ms */ };

static const char *const PREFIXES[] = {"cred:", "user:", NULL};

typedef struct {
    loop_t *loop;
    redis_server_t *server;
    cache_t *cache;
    size_t asked, answered;
    cache_status_t status; /* of the last answer */
    char value[64];
} bench_t;

static bool bench_is_tracking(void *context)
{
    return cache_is_tracking(((bench_t *)context)->cache);
}

static bool bench_is_answered(void *context)
{
    bench_t *bench = context;
    return bench->answered == bench->asked;
}

static void bench_await_tracking(bench_t *bench)
{
    cr_assert(loop_wait(bench->loop, bench_is_tracking, bench, SOON), "tracking never came on");
}

static bench_t *bench_open_impatient(int64_t silence)
{
    bench_t *bench = calloc(1, sizeof *bench);
    bench->loop = loop_new();
    bench->server = redis_server_new(NULL);
    redis_options_t redis = {.address = redis_server_address(bench->server), .silence = silence};
    bench->cache = cache_new(bench->loop, &(cache_options_t){&redis, PREFIXES, 100});
    bench_await_tracking(bench);
    return bench;
}

static bench_t *bench_open(void)
{
    return bench_open_impatient(0);
}

static void bench_close(bench_t *bench)
{
    cache_destroy(&bench->cache);
    cr_assert_null(bench->cache);
    loop_destroy(&bench->loop);
    redis_server_destroy(&bench->server);
    free(bench);
}

static void take_value(void *context, cache_status_t status, text_t value)
{
    bench_t *bench = context;
    bench->answered++;
    bench->status = status;
    memset(bench->value, 0, sizeof bench->value);
    if (value.size > 0)
        memcpy(bench->value, value.data, value.size);
}

static void bench_ask(bench_t *bench, const char *key)
{
    bench->asked++;
    cache_get(bench->cache, text_of(key), take_value, bench);
}

/* The value of a key, asked for and waited for; NULL: absent. */
static const char *bench_get(bench_t *bench, const char *key)
{
    bench_ask(bench, key);
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON), "no answer");
    cr_assert_neq(bench->status, CACHE_UNAVAILABLE);
    return bench->status == CACHE_FOUND ? bench->value : NULL;
}

static bool bench_knows(bench_t *bench, const char *key)
{
    cache_status_t status;
    text_t value;
    return cache_peek(bench->cache, text_of(key), &status, &value);
}

/* Sets a key over another connection. On return the server has written the invalidation as well: the PING is
 * taken up in a later round of its own loop. */
static void bench_set(bench_t *bench, const char *key, const char *value)
{
    redis_server_do(bench->server, "SET %s %s", key, value);
    redis_server_do(bench->server, "PING");
}

static void stop(void *context)
{
    loop_stop(context);
}

/* Sends what was gathered, and reads nothing of the answers. */
static void bench_flush(bench_t *bench)
{
    loop_timer_t *timer = loop_timer_new(bench->loop, stop, bench->loop);
    loop_timer_set(timer, 0);
    loop_run(bench->loop);
    loop_timer_destroy(&timer);
    redis_server_do(bench->server, "PING");
}

TestSuite(cache, .fini = leak_check, .timeout = 60);

Test(cache, value_and_absence_are_remembered)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "1token");
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "1token");
    cr_assert_null(bench_get(bench, "cred:u:8"));
    cr_assert(bench_knows(bench, "cred:u:7"));
    cr_assert(bench_knows(bench, "cred:u:8"));
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "1token");
    cache_counts_t counts = cache_counts(bench->cache);
    cr_assert_eq(counts.misses, 2);
    cr_assert_eq(counts.entries, 2);
    bench_close(bench);
}

Test(cache, changed_value_is_seen_by_the_next_question)
{
    bench_t *bench = bench_open();
    for (int i = 0; i < 300; i++) {
        char value[16];
        snprintf(value, sizeof value, "%d", i);
        bench_set(bench, i % 2 ? "cred:u:7" : "user:7", value);
        cr_assert_str_eq(bench_get(bench, i % 2 ? "cred:u:7" : "user:7"), value);
    }
    cr_assert_geq(cache_counts(bench->cache).invalidations, 299);
    bench_close(bench);
}

Test(cache, deleted_and_created_keys_are_seen)
{
    bench_t *bench = bench_open();
    cr_assert_null(bench_get(bench, "cred:u:7"));
    bench_set(bench, "cred:u:7", "1a");
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "1a");
    redis_server_do(bench->server, "DEL cred:u:7");
    redis_server_do(bench->server, "PING");
    cr_assert_null(bench_get(bench, "cred:u:7"));
    bench_set(bench, "cred:u:7", "1b");
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "1b");
    redis_server_do(bench->server, "FLUSHALL");
    redis_server_do(bench->server, "PING");
    cr_assert_null(bench_get(bench, "cred:u:7"));
    bench_close(bench);
}

static bool bench_has_forgotten(void *context)
{
    return cache_counts(((bench_t *)context)->cache).entries == 0;
}

Test(cache, invalidation_arrives_without_a_question)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "1a");
    bench_get(bench, "cred:u:7");
    cr_assert_not(bench_has_forgotten(bench));
    redis_server_do(bench->server, "SET cred:u:7 0a");
    cr_assert(loop_wait(bench->loop, bench_has_forgotten, bench, 200));
    bench_close(bench);
}

Test(cache, value_in_flight_when_its_key_changes_is_not_remembered)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "1old");
    bench_ask(bench, "cred:u:7");
    bench_flush(bench);
    cr_assert_eq(bench->answered, 0);
    bench_set(bench, "cred:u:7", "0new");
    cr_assert_not(bench_knows(bench, "cred:u:7"));
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON));
    cr_assert_str_eq(bench->value, "1old", "the answer was to be on its way before the change");
    cr_assert_not(bench_knows(bench, "cred:u:7"));
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "0new");
    bench_close(bench);
}

Test(cache, question_after_the_change_does_not_join_the_one_before)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "1old");
    bench_ask(bench, "cred:u:7");
    bench_flush(bench);
    bench_set(bench, "cred:u:7", "0new");
    bench_ask(bench, "cred:u:7");
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON));
    cr_assert_str_eq(bench->value, "0new");
    bench_close(bench);
}

Test(cache, questions_for_one_key_are_asked_once)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "1a");
    redis_server_do(bench->server, "CONFIG RESETSTAT");
    for (int i = 0; i < 20; i++)
        bench_ask(bench, "cred:u:7");
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON));
    cr_assert_eq(bench->answered, 20);
    redis_reply_t *reply = redis_server_ask(bench->server, "INFO commandstats");
    cr_assert_not_null(strstr(reply->str, "cmdstat_get:calls=1,"));
    redis_reply_free(reply);
    bench_close(bench);
}

Test(cache, killed_subscriber_leaves_no_stale_value)
{
    bench_t *bench = bench_open();
    for (int i = 0; i < 20; i++) {
        char value[16];
        snprintf(value, sizeof value, "%d", i);
        bench_set(bench, "cred:u:7", "before");
        cr_assert_str_eq(bench_get(bench, "cred:u:7"), "before");
        redis_server_do(bench->server, "CLIENT KILL TYPE pubsub");
        bench_set(bench, "cred:u:7", value);
        cr_assert_not(bench_knows(bench, "cred:u:7"));
        cr_assert_str_eq(bench_get(bench, "cred:u:7"), value);
        bench_await_tracking(bench);
        cr_assert_str_eq(bench_get(bench, "cred:u:7"), value);
    }
    bench_close(bench);
}

Test(cache, killed_data_connection_leaves_no_stale_value)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "old");
    bench_get(bench, "cred:u:7");
    redis_server_do(bench->server, "CLIENT KILL TYPE normal SKIPME yes");
    bench_set(bench, "cred:u:7", "new");
    cr_assert(loop_wait(bench->loop, bench_has_forgotten, bench, SOON));
    bench_await_tracking(bench);
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "new");
    cr_assert_geq(cache_counts(bench->cache).drops, 1);
    bench_close(bench);
}

static bool bench_is_off(void *context)
{
    return !bench_is_tracking(context);
}

Test(cache, lost_server_makes_gets_unavailable_and_is_found_again)
{
    bench_t *bench = bench_open();
    bench_set(bench, "cred:u:7", "1a");
    bench_get(bench, "cred:u:7");
    redis_server_kill(bench->server);
    cr_assert(loop_wait(bench->loop, bench_is_off, bench, SOON));
    cr_assert_not(bench_knows(bench, "cred:u:7"));
    bench_ask(bench, "cred:u:7");
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON));
    cr_assert_eq(bench->status, CACHE_UNAVAILABLE);
    redis_server_start(bench->server);
    bench_await_tracking(bench);
    cr_assert_str_eq(bench_get(bench, "cred:u:7"), "1a");
    bench_close(bench);
}

Test(cache, silent_subscription_is_given_up)
{
    bench_t *bench = bench_open_impatient(IMPATIENT);
    bench_set(bench, "cred:u:7", "1a");
    bench_get(bench, "cred:u:7");
    redis_server_pause(bench->server);
    cr_assert(loop_wait(bench->loop, bench_has_forgotten, bench, SOON));
    redis_server_resume(bench->server);
    bench_await_tracking(bench);
    bench_close(bench);
}

Test(cache, key_under_no_prefix_is_asked_for_each_time)
{
    bench_t *bench = bench_open();
    bench_set(bench, "other", "1");
    cr_assert_str_eq(bench_get(bench, "other"), "1");
    cr_assert_not(bench_knows(bench, "other"));
    bench_set(bench, "other", "2");
    cr_assert_str_eq(bench_get(bench, "other"), "2");
    bench_close(bench);
}

Test(cache, key_that_is_no_string_is_foreign_and_not_remembered)
{
    bench_t *bench = bench_open();
    redis_server_do(bench->server, "RPUSH user:1 a");
    bench_ask(bench, "user:1");
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON));
    cr_assert_eq(bench->status, CACHE_FOREIGN);
    cr_assert_not(bench_knows(bench, "user:1"));
    bench_close(bench);
}

Test(cache, limit_holds)
{
    bench_t *bench = bench_open();
    for (int i = 0; i < 300; i++) {
        char key[16];
        snprintf(key, sizeof key, "user:%d", i);
        bench_ask(bench, key);
    }
    cr_assert(loop_wait(bench->loop, bench_is_answered, bench, SOON));
    cr_assert_eq(cache_counts(bench->cache).entries, 100);
    bench_close(bench);
}

Test(cache, destroy_answers_who_waits)
{
    bench_t *bench = bench_open();
    bench_ask(bench, "cred:u:7");
    bench_ask(bench, "cred:u:7");
    cache_destroy(&bench->cache);
    cr_assert_eq(bench->answered, 2);
    cr_assert_eq(bench->status, CACHE_UNAVAILABLE);
    bench_close(bench);
}
