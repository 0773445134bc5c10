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
    char changed[64]; /* the key that has changed last */
    size_t changed_all;
} fixture_t;

static void note_change(void *context, text_t key)
{
    fixture_t *fixture = context;
    fixture->changed_all += key.size == 0;
    cr_assert_lt(key.size, sizeof fixture->changed);
    if (key.size > 0) {
        memcpy(fixture->changed, key.data, key.size);
        fixture->changed[key.size] = '\0';
    }
}

static bool fixture_is_tracking(void *context)
{
    return cache_is_tracking(((fixture_t *)context)->cache);
}

static bool fixture_is_answered(void *context)
{
    fixture_t *fixture = context;
    return fixture->answered == fixture->asked;
}

static void fixture_await_tracking(fixture_t *fixture)
{
    cr_assert(loop_wait(fixture->loop, fixture_is_tracking, fixture, SOON), "tracking never came on");
}

static fixture_t *fixture_open_impatient(int64_t silence)
{
    fixture_t *fixture = calloc(1, sizeof *fixture);
    fixture->loop = loop_new();
    fixture->server = redis_server_new(NULL);
    redis_options_t redis = {.address = redis_server_address(fixture->server), .silence = silence};
    fixture->cache = cache_new(
        fixture->loop,
        &(cache_options_t){
            .redis = &redis, .prefixes = PREFIXES, .limit = 100, .changed = note_change, .context = fixture});
    fixture_await_tracking(fixture);
    return fixture;
}

static fixture_t *fixture_open(void)
{
    return fixture_open_impatient(0);
}

static void fixture_close(fixture_t *fixture)
{
    cache_destroy(&fixture->cache);
    cr_assert_null(fixture->cache);
    loop_destroy(&fixture->loop);
    redis_server_destroy(&fixture->server);
    free(fixture);
}

static void take_value(void *context, cache_status_t status, text_t value)
{
    fixture_t *fixture = context;
    fixture->answered++;
    fixture->status = status;
    memset(fixture->value, 0, sizeof fixture->value);
    if (value.size > 0)
        memcpy(fixture->value, value.data, value.size);
}

static void fixture_ask(fixture_t *fixture, const char *key)
{
    fixture->asked++;
    cache_get(fixture->cache, text_of(key), take_value, fixture);
}

/* The value of a key, asked for and waited for; NULL: absent. */
static const char *fixture_get(fixture_t *fixture, const char *key)
{
    fixture_ask(fixture, key);
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON), "no answer");
    cr_assert_neq(fixture->status, CACHE_UNAVAILABLE);
    return fixture->status == CACHE_FOUND ? fixture->value : NULL;
}

static bool fixture_knows(fixture_t *fixture, const char *key)
{
    cache_status_t status;
    text_t value;
    return cache_peek(fixture->cache, text_of(key), &status, &value);
}

/* Sets a key over another connection. On return the server has written the invalidation as well: the PING is
 * taken up in a later round of its own loop. */
static void fixture_set(fixture_t *fixture, const char *key, const char *value)
{
    redis_server_do(fixture->server, "SET %s %s", key, value);
    redis_server_do(fixture->server, "PING");
}

static void stop(void *context)
{
    loop_stop(context);
}

/* Sends what was gathered, and reads nothing of the answers. */
static void fixture_flush(fixture_t *fixture)
{
    loop_timer_t *timer = loop_timer_new(fixture->loop, stop, fixture->loop);
    loop_timer_set(timer, 0);
    loop_run(fixture->loop);
    loop_timer_destroy(&timer);
    redis_server_do(fixture->server, "PING");
}

TestSuite(cache, .fini = leak_check, .timeout = 60);

Test(cache, value_and_absence_are_remembered)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "1token");
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "1token");
    cr_assert_null(fixture_get(fixture, "cred:u:8"));
    cr_assert(fixture_knows(fixture, "cred:u:7"));
    cr_assert(fixture_knows(fixture, "cred:u:8"));
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "1token");
    cache_counts_t counts = cache_counts(fixture->cache);
    cr_assert_eq(counts.misses, 2);
    cr_assert_eq(counts.entries, 2);
    fixture_close(fixture);
}

Test(cache, changed_value_is_seen_by_the_next_question)
{
    fixture_t *fixture = fixture_open();
    for (int i = 0; i < 300; i++) {
        char value[16];
        snprintf(value, sizeof value, "%d", i);
        fixture_set(fixture, i % 2 ? "cred:u:7" : "user:7", value);
        cr_assert_str_eq(fixture_get(fixture, i % 2 ? "cred:u:7" : "user:7"), value);
    }
    cr_assert_geq(cache_counts(fixture->cache).invalidations, 299);
    fixture_close(fixture);
}

Test(cache, deleted_and_created_keys_are_seen)
{
    fixture_t *fixture = fixture_open();
    cr_assert_null(fixture_get(fixture, "cred:u:7"));
    fixture_set(fixture, "cred:u:7", "1a");
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "1a");
    redis_server_do(fixture->server, "DEL cred:u:7");
    redis_server_do(fixture->server, "PING");
    cr_assert_null(fixture_get(fixture, "cred:u:7"));
    fixture_set(fixture, "cred:u:7", "1b");
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "1b");
    redis_server_do(fixture->server, "FLUSHALL");
    redis_server_do(fixture->server, "PING");
    cr_assert_null(fixture_get(fixture, "cred:u:7"));
    fixture_close(fixture);
}

static bool fixture_has_forgotten(void *context)
{
    return cache_counts(((fixture_t *)context)->cache).entries == 0;
}

Test(cache, invalidation_arrives_without_a_question)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "1a");
    fixture_get(fixture, "cred:u:7");
    cr_assert_not(fixture_has_forgotten(fixture));
    redis_server_do(fixture->server, "SET cred:u:7 0a");
    cr_assert(loop_wait(fixture->loop, fixture_has_forgotten, fixture, 200));
    fixture_close(fixture);
}

static bool fixture_heard_of_9(void *context)
{
    return strcmp(((fixture_t *)context)->changed, "cred:c:9") == 0;
}

static bool fixture_heard_of_all(void *context)
{
    return ((fixture_t *)context)->changed_all > 0;
}

Test(cache, owner_hears_which_keys_change_and_when_any_may_have)
{
    fixture_t *fixture = fixture_open();
    fixture->changed_all = 0;
    redis_server_do(fixture->server, "SET other 1");
    redis_server_do(fixture->server, "SET cred:c:9 1a"); /* which was never asked for */
    cr_assert(loop_wait(fixture->loop, fixture_heard_of_9, fixture, SOON));
    cr_assert_eq(fixture->changed_all, 0);
    redis_server_do(fixture->server, "CLIENT KILL TYPE pubsub");
    cr_assert(loop_wait(fixture->loop, fixture_heard_of_all, fixture, SOON));
    fixture_close(fixture);
}

Test(cache, value_in_flight_when_its_key_changes_is_not_remembered)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "1old");
    fixture_ask(fixture, "cred:u:7");
    fixture_flush(fixture);
    cr_assert_eq(fixture->answered, 0);
    fixture_set(fixture, "cred:u:7", "0new");
    cr_assert_not(fixture_knows(fixture, "cred:u:7"));
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON));
    cr_assert_str_eq(fixture->value, "1old", "the answer was to be on its way before the change");
    cr_assert_not(fixture_knows(fixture, "cred:u:7"));
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "0new");
    fixture_close(fixture);
}

Test(cache, question_after_the_change_does_not_join_the_one_before)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "1old");
    fixture_ask(fixture, "cred:u:7");
    fixture_flush(fixture);
    fixture_set(fixture, "cred:u:7", "0new");
    fixture_ask(fixture, "cred:u:7");
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON));
    cr_assert_str_eq(fixture->value, "0new");
    fixture_close(fixture);
}

Test(cache, questions_for_one_key_are_asked_once)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "1a");
    redis_server_do(fixture->server, "CONFIG RESETSTAT");
    for (int i = 0; i < 20; i++)
        fixture_ask(fixture, "cred:u:7");
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON));
    cr_assert_eq(fixture->answered, 20);
    redis_reply_t *reply = redis_server_ask(fixture->server, "INFO commandstats");
    cr_assert_not_null(strstr(reply->str, "cmdstat_get:calls=1,"));
    redis_reply_free(reply);
    fixture_close(fixture);
}

Test(cache, killed_subscriber_leaves_no_stale_value)
{
    fixture_t *fixture = fixture_open();
    for (int i = 0; i < 20; i++) {
        char value[16];
        snprintf(value, sizeof value, "%d", i);
        fixture_set(fixture, "cred:u:7", "before");
        cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "before");
        redis_server_do(fixture->server, "CLIENT KILL TYPE pubsub");
        fixture_set(fixture, "cred:u:7", value);
        cr_assert_not(fixture_knows(fixture, "cred:u:7"));
        cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), value);
        fixture_await_tracking(fixture);
        cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), value);
    }
    fixture_close(fixture);
}

Test(cache, killed_data_connection_leaves_no_stale_value)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "old");
    fixture_get(fixture, "cred:u:7");
    redis_server_do(fixture->server, "CLIENT KILL TYPE normal SKIPME yes");
    fixture_set(fixture, "cred:u:7", "new");
    cr_assert(loop_wait(fixture->loop, fixture_has_forgotten, fixture, SOON));
    fixture_await_tracking(fixture);
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "new");
    cr_assert_geq(cache_counts(fixture->cache).drops, 1);
    fixture_close(fixture);
}

static bool fixture_is_off(void *context)
{
    return !fixture_is_tracking(context);
}

Test(cache, lost_server_makes_gets_unavailable_and_is_found_again)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "cred:u:7", "1a");
    fixture_get(fixture, "cred:u:7");
    redis_server_kill(fixture->server);
    cr_assert(loop_wait(fixture->loop, fixture_is_off, fixture, SOON));
    cr_assert_not(fixture_knows(fixture, "cred:u:7"));
    fixture_ask(fixture, "cred:u:7");
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON));
    cr_assert_eq(fixture->status, CACHE_UNAVAILABLE);
    redis_server_start(fixture->server);
    fixture_await_tracking(fixture);
    cr_assert_str_eq(fixture_get(fixture, "cred:u:7"), "1a");
    fixture_close(fixture);
}

Test(cache, silent_subscription_is_given_up)
{
    fixture_t *fixture = fixture_open_impatient(IMPATIENT);
    fixture_set(fixture, "cred:u:7", "1a");
    fixture_get(fixture, "cred:u:7");
    redis_server_pause(fixture->server);
    cr_assert(loop_wait(fixture->loop, fixture_has_forgotten, fixture, SOON));
    redis_server_resume(fixture->server);
    fixture_await_tracking(fixture);
    fixture_close(fixture);
}

Test(cache, key_under_no_prefix_is_asked_for_each_time)
{
    fixture_t *fixture = fixture_open();
    fixture_set(fixture, "other", "1");
    cr_assert_str_eq(fixture_get(fixture, "other"), "1");
    cr_assert_not(fixture_knows(fixture, "other"));
    fixture_set(fixture, "other", "2");
    cr_assert_str_eq(fixture_get(fixture, "other"), "2");
    fixture_close(fixture);
}

Test(cache, key_that_is_no_string_is_foreign_and_not_remembered)
{
    fixture_t *fixture = fixture_open();
    redis_server_do(fixture->server, "RPUSH user:1 a");
    fixture_ask(fixture, "user:1");
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON));
    cr_assert_eq(fixture->status, CACHE_FOREIGN);
    cr_assert_not(fixture_knows(fixture, "user:1"));
    fixture_close(fixture);
}

Test(cache, limit_holds)
{
    fixture_t *fixture = fixture_open();
    for (int i = 0; i < 300; i++) {
        char key[16];
        snprintf(key, sizeof key, "user:%d", i);
        fixture_ask(fixture, key);
    }
    cr_assert(loop_wait(fixture->loop, fixture_is_answered, fixture, SOON));
    cr_assert_eq(cache_counts(fixture->cache).entries, 100);
    fixture_close(fixture);
}

Test(cache, destroy_answers_who_waits)
{
    fixture_t *fixture = fixture_open();
    fixture_ask(fixture, "cred:u:7");
    fixture_ask(fixture, "cred:u:7");
    cache_destroy(&fixture->cache);
    cr_assert_eq(fixture->answered, 2);
    cr_assert_eq(fixture->status, CACHE_UNAVAILABLE);
    fixture_close(fixture);
}
