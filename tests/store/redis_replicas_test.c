/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that wait until a replica has what they tell. */
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_fixture.h"

static const redis_script_t LOOK = {.name = "look", .body = "return redis.call('GET', KEYS[1])"},
                            PEEK = {
                                .name = "peek", .body = "return redis.call('GET', KEYS[1])", .reads = true};
static const redis_script_t *const SCRIPTS[] = {&LOOK, &PEEK, NULL};

enum { SOON = 1000, LATE = 4000 }; /* ms that a write waits for the replica */

typedef struct {
    redis_fixture_t fixture; /* its server is the master */
    redis_server_t *replica;
    char ports[2][8];
    const char *options[2][9];
} group_t;

static void group_free_ports(group_t *group)
{
    int fds[2];
    for (int i = 0; i < 2; i++) {
        struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t size = sizeof name;
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        cr_assert_eq(bind(fds[i], (struct sockaddr *)&name, size), 0);
        cr_assert_eq(getsockname(fds[i], (struct sockaddr *)&name, &size), 0);
        snprintf(group->ports[i], sizeof group->ports[i], "%d", ntohs(name.sin_port));
    }
    close(fds[0]);
    close(fds[1]);
}

/* Only a write that got there says so: the master counts a replica before it sends it anything. */
static bool replica_follows(void *context)
{
    group_t *group = context;
    redis_server_do(group->fixture.server, "SET probe 1");
    redis_reply_t *reply = redis_server_ask(group->fixture.server, "WAIT 1 10");
    bool follows = reply->integer == 1;
    redis_reply_free(reply);
    return follows;
}

static void group_await_replica(group_t *group)
{
    cr_assert(loop_wait(group->fixture.loop, replica_follows, group, REDIS_FIXTURE_SOON),
              "the replica does not follow");
}

static void group_connect(group_t *group, const redis_server_t *server, int64_t timeout)
{
    const redis_options_t options = {.address = redis_server_address(server),
                                     .scripts = SCRIPTS,
                                     .replicas = 1,
                                     .replication_timeout = timeout};
    group->fixture.redis = redis_new(group->fixture.loop, &options);
}

/* Whether an answer has come that was not given out. */
static bool answer_is_held(void *context)
{
    redis_fixture_t *fixture = context;
    const redis_counts_t counts = redis_counts(fixture->redis);
    return histogram_count(&counts.round_trip) > fixture->answered;
}

/* A master with one replica that follows it, and a connection whose durable commands wait for it. */
static group_t *group_open(int64_t timeout)
{
    group_t *group = memory_new_zeroed(sizeof *group);
    group_free_ports(group);
    for (int i = 0; i < 2; i++) {
        const char *const words[] = {
            "--bind", "127.0.0.1", "--port", group->ports[i], "--repl-diskless-sync-delay", "0", NULL};
        memcpy(group->options[i], words, sizeof words);
    }
    group->fixture.loop = loop_new();
    group->fixture.server = redis_server_new(group->options[0]);
    group->replica = redis_server_new(group->options[1]);
    redis_server_do(group->replica, "REPLICAOF 127.0.0.1 %s", group->ports[0]);
    group_await_replica(group);
    group_connect(group, group->fixture.server, timeout);
    cr_assert(loop_wait(group->fixture.loop, redis_fixture_is_up, &group->fixture, REDIS_FIXTURE_SOON));
    return group;
}

static void group_close(group_t *group)
{
    redis_destroy(&group->fixture.redis);
    loop_destroy(&group->fixture.loop);
    redis_server_destroy(&group->replica);
    redis_server_destroy(&group->fixture.server);
    free(group);
}

static void send_durable(redis_fixture_t *fixture, const char *name, const char *key, const char *value)
{
    redis_command_t command = {0};
    redis_add(&command, text_of(name));
    redis_add(&command, text_of(key));
    redis_add(&command, text_of(value));
    fixture->sent += redis_send_durable(fixture->redis, &command, redis_fixture_take, fixture);
}

static const redis_answer_t *look(redis_fixture_t *fixture, const redis_script_t *script)
{
    redis_fixture_run(fixture, script, "a", "");
    return redis_fixture_answer(fixture);
}

TestSuite(redis_replicas, .fini = leak_check, .timeout = 60);

Test(redis_replicas, write_is_done_once_the_replica_has_it)
{
    group_t *group = group_open(SOON);
    for (int i = 0; i < 5; i++)
        send_durable(&group->fixture, "SET", "a", "b");
    cr_assert_eq(redis_fixture_answer(&group->fixture)->status, REDIS_OK);
    redis_reply_t *reply = redis_server_ask(group->replica, "GET a");
    cr_assert_str_eq(reply->str, "b");
    redis_reply_free(reply);
    group_close(group);
}

Test(redis_replicas, write_is_uncertain_while_the_replica_hangs)
{
    group_t *group = group_open(SOON);
    redis_fixture_t *fixture = &group->fixture;
    redis_server_pause(group->replica);
    send_durable(fixture, "SET", "a", "b");
    redis_fixture_send(fixture, "GET", "a", NULL);
    redis_fixture_answer(fixture);
    cr_assert_eq(fixture->answers[0].status, REDIS_LOST);
    cr_assert_eq(fixture->answers[1].status, REDIS_OK, "what promises nothing is answered");
    cr_assert_str_eq(fixture->answers[1].text, "b");
    cr_assert_eq(redis_counts(fixture->redis).unconfirmed, 1);
    redis_server_resume(group->replica);
    group_await_replica(group);
    send_durable(fixture, "SET", "a", "c");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_OK);
    group_close(group);
}

/* WAIT is documented to speak of the connection's own writes. That it speaks of all that the connection has
 * seen is what exactly-once stands on: a try that finds the row of an earlier one is answered by it. */
Test(redis_replicas, finding_what_another_connection_wrote_waits_for_it_too)
{
    group_t *group = group_open(SOON);
    redis_fixture_t *fixture = &group->fixture;
    redis_server_pause(group->replica);
    redis_server_do(fixture->server, "SET a b");
    cr_assert_eq(look(fixture, &LOOK)->status, REDIS_LOST);
    cr_assert_eq(look(fixture, &PEEK)->status, REDIS_OK);
    redis_server_resume(group->replica);
    group_await_replica(group);
    cr_assert_eq(look(fixture, &LOOK)->status, REDIS_OK);
    group_close(group);
}

Test(redis_replicas, refused_write_does_not_wait)
{
    group_t *group = group_open(SOON);
    redis_fixture_t *fixture = &group->fixture;
    redis_server_kill(group->replica);
    redis_server_do(fixture->server, "CONFIG SET min-replicas-to-write 1");
    redis_fixture_repeat_until(fixture, REDIS_UNAVAILABLE);
    send_durable(fixture, "SET", "a", "b");
    cr_assert_eq(redis_fixture_answer(fixture)->status, REDIS_UNAVAILABLE);
    cr_assert_eq(redis_counts(fixture->redis).unconfirmed, 0);
    group_close(group);
}

Test(redis_replicas, held_answers_are_lost_with_the_connection)
{
    group_t *group = group_open(LATE);
    redis_fixture_t *fixture = &group->fixture;
    redis_server_pause(group->replica);
    for (int i = 0; i < 3; i++)
        send_durable(fixture, "SET", "a", "b");
    cr_assert(loop_wait(fixture->loop, answer_is_held, fixture, REDIS_FIXTURE_SOON));
    redis_server_kill(fixture->server);
    redis_fixture_answer(fixture);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(fixture->answers[i].status, REDIS_LOST);
    group_close(group);
}

Test(redis_replicas, held_answers_are_lost_when_it_is_destroyed)
{
    group_t *group = group_open(LATE);
    redis_fixture_t *fixture = &group->fixture;
    redis_server_pause(group->replica);
    send_durable(fixture, "SET", "a", "b");
    cr_assert(loop_wait(fixture->loop, answer_is_held, fixture, REDIS_FIXTURE_SOON));
    cr_assert_eq(redis_in_flight(fixture->redis), 2, "the answer, and the WAIT");
    redis_destroy(&fixture->redis);
    cr_assert_eq(fixture->answers[0].status, REDIS_LOST);
    group_close(group);
}

Test(redis_replicas, replica_is_no_place_to_write_to)
{
    group_t *group = group_open(LATE);
    redis_destroy(&group->fixture.redis);
    group_connect(group, group->replica, LATE);
    loop_spend(group->fixture.loop, 50);
    cr_assert_not(redis_is_connected(group->fixture.redis));
    group_close(group);
}
