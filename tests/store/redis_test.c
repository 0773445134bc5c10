/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/redis.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_fixture.h"

TestSuite(redis, .fini = leak_check, .timeout = 60);

Test(redis, command_before_the_connection_is_refused)
{
    redis_fixture_t *fixture = redis_fixture_begin(NULL, NULL, NULL);
    cr_assert_not(redis_fixture_send(fixture, "PING", NULL, NULL));
    redis_fixture_close(fixture);
}

Test(redis, pipeline_is_answered_in_order)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    for (int i = 0; i < 1000; i++)
        cr_assert(redis_fixture_send(fixture, "INCR", "n", NULL));
    cr_assert_eq(redis_in_flight(fixture->redis), 1000);
    redis_fixture_answer(fixture);
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(fixture->answers[i].number, i + 1);
    cr_assert_eq(redis_in_flight(fixture->redis), 0);
    redis_fixture_close(fixture);
}

Test(redis, large_value_passes_both_ways)
{
    /* How long Redis may take for it is no matter here: on a busy machine longer than it may be silent. */
    redis_fixture_t *fixture = redis_fixture_open_impatient(NULL, 2 * REDIS_FIXTURE_SOON);
    enum { SIZE = 8 * 1024 * 1024 };
    char *value = malloc(SIZE);
    memset(value, 'x', SIZE);
    redis_command_t command = {0};
    redis_add_literal(&command, "SET");
    redis_add_literal(&command, "big");
    redis_add(&command, (text_t){value, SIZE});
    fixture->sent += redis_send(fixture->redis, &command, redis_fixture_take, fixture);
    cr_assert_str_eq(redis_fixture_answer(fixture)->text, "OK");
    redis_fixture_send(fixture, "STRLEN", "big", NULL);
    cr_assert_eq(redis_fixture_answer(fixture)->number, SIZE);
    redis_fixture_send(fixture, "GET", "big", NULL);
    cr_assert_eq(redis_fixture_answer(fixture)->type, REDIS_REPLY_STRING);
    free(value);
    redis_fixture_close(fixture);
}

Test(redis, script_runs_and_is_counted)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_fixture_run(fixture, &REDIS_FIXTURE_ADD, "n", "5");
    cr_assert_eq(redis_fixture_answer(fixture)->number, 5);
    redis_counts_t counts = redis_counts(fixture->redis);
    cr_assert_eq(counts.script_count, 2);
    cr_assert_eq(counts.scripts[0].script, &REDIS_FIXTURE_ADD);
    cr_assert_eq(counts.scripts[0].calls, 1);
    cr_assert_gt(counts.scripts[0].time, 0);
    cr_assert_eq(counts.commands, 1);
    redis_fixture_close(fixture);
}

Test(redis, error_of_a_script_is_a_reply)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_fixture_run(fixture, &REDIS_FIXTURE_REFUSE, "n", "5");
    const redis_answer_t *answer = redis_fixture_answer(fixture);
    cr_assert_eq(answer->status, REDIS_OK);
    cr_assert_eq(answer->type, REDIS_REPLY_ERROR);
    cr_assert_str_eq(answer->text, "UNKNOWN no such customer");
    redis_fixture_close(fixture);
}

Test(redis, transaction_gives_its_replies_at_the_end)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_fixture_send(fixture, "MULTI", NULL, NULL);
    redis_fixture_send(fixture, "INCR", "n", NULL);
    redis_fixture_send(fixture, "EXEC", NULL, NULL);
    cr_assert_eq(redis_fixture_answer(fixture)->type, REDIS_REPLY_ARRAY);
    cr_assert_str_eq(fixture->answers[1].text, "QUEUED");
    redis_fixture_close(fixture);
}

Test(redis, idle_connection_is_kept)
{
    redis_fixture_t *fixture = redis_fixture_open_impatient(NULL, REDIS_FIXTURE_IMPATIENT);
    redis_fixture_send(fixture, "PING", NULL, NULL);
    redis_fixture_answer(fixture);
    loop_spend(fixture->loop, 1000);
    cr_assert_eq(fixture->downs, 0);
    redis_fixture_close(fixture);
}

Test(redis, destroy_answers_what_is_in_flight)
{
    redis_fixture_t *fixture = redis_fixture_open(NULL);
    redis_fixture_send(fixture, "PING", NULL, NULL);
    redis_destroy(&fixture->redis);
    cr_assert_eq(fixture->answered, 1);
    cr_assert_eq(fixture->answers[0].status, REDIS_LOST);
    cr_assert_eq(fixture->downs, 0);
    redis_fixture_close(fixture);
}

static void password_case(const char *user, const char *password, bool right)
{
    static const char *const options[] = {"--user", "leida",         "on",   ">secret", "~*", "&*",
                                          "+@all",  "--requirepass", "main", NULL};
    redis_fixture_t *fixture = redis_fixture_begin(options, user, password);
    cr_assert_eq(loop_wait(fixture->loop, redis_fixture_is_up, fixture, right ? REDIS_FIXTURE_SOON : 200),
                 right);
    redis_fixture_close(fixture);
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

typedef struct {
    bool subscribed;
    size_t messages;
    char message[64]; /* the last */
} subscriber_t;

static void take_message(void *context, text_t channel, const redis_reply_t *payload)
{
    subscriber_t *subscriber = context;
    cr_assert(text_equal(channel, TEXT_LITERAL("news")));
    subscriber->messages++;
    memcpy(subscriber->message, payload->str, payload->len);
}

static void take_subscription(void *context, redis_status_t status, const redis_reply_t *reply)
{
    subscriber_t *subscriber = context;
    cr_assert(status == REDIS_OK && reply->type == REDIS_REPLY_ARRAY);
    subscriber->subscribed = true;
}

static bool is_subscribed(void *context)
{
    return ((subscriber_t *)context)->subscribed;
}

static bool has_message(void *context)
{
    return ((subscriber_t *)context)->messages > 0;
}

static void subscribe(redis_fixture_t *fixture, subscriber_t *subscriber)
{
    redis_listener_t listener = {take_message, take_subscription, subscriber};
    redis_command_t channels = {0};
    redis_add_literal(&channels, "other");
    redis_add_literal(&channels, "news");
    cr_assert(redis_subscribe(fixture->redis, &channels, &listener));
    cr_assert(loop_wait(fixture->loop, is_subscribed, subscriber, REDIS_FIXTURE_SOON));
}

Test(redis, subscriber_gets_messages_also_while_it_is_asked_for_a_sign_of_life)
{
    redis_fixture_t *fixture = redis_fixture_open_impatient(NULL, REDIS_FIXTURE_IMPATIENT);
    subscriber_t subscriber = {0};
    subscribe(fixture, &subscriber);
    loop_spend(fixture->loop, 1500);
    cr_assert_eq(fixture->downs, 0, "a quiet subscription was given up");
    redis_server_do(fixture->server, "PUBLISH news hello");
    cr_assert(loop_wait(fixture->loop, has_message, &subscriber, REDIS_FIXTURE_SOON));
    cr_assert_str_eq(subscriber.message, "hello");
    redis_fixture_close(fixture);
}

Test(redis, subscriber_notices_a_silent_server)
{
    redis_fixture_t *fixture = redis_fixture_open_impatient(NULL, REDIS_FIXTURE_IMPATIENT);
    subscriber_t subscriber = {0};
    subscribe(fixture, &subscriber);
    redis_server_pause(fixture->server);
    cr_assert(loop_wait(fixture->loop, redis_fixture_is_down, fixture, REDIS_FIXTURE_SOON));
    redis_fixture_close(fixture);
}
