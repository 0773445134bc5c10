/* SPDX-License-Identifier: Apache-2.0 */
/* The master is where the Sentinels say. They are played here; the servers are real. */
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "common/redis/address.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/redis_fixture.h"

enum { SENTINELS = 3, CLIENTS_MAX = 64 };

typedef struct fixture fixture_t;

/* Answers every connection with the same bytes, once it is asked; never when there are none. */
typedef struct {
    fixture_t *fixture;
    int listener;
    loop_watch_t *watch;
    char place[ADDRESS_TEXT_SIZE];
    char answer[128];
    int asked;
} sentinel_t;

typedef struct {
    sentinel_t *sentinel;
    int fd;
    loop_watch_t *watch;
} client_t;

struct fixture {
    redis_fixture_t redis; /* its server is the first master */
    redis_server_t *other;
    int ports[2];
    char words[2][8];
    const char *options[2][5];
    sentinel_t sentinels[SENTINELS];
    client_t clients[CLIENTS_MAX];
    size_t client_count;
    char address[512];
};

static void client_ready(void *context, uint32_t events)
{
    (void)events;
    client_t *client = context;
    sentinel_t *sentinel = client->sentinel;
    char bytes[512];
    if (recv(client->fd, bytes, sizeof bytes, MSG_DONTWAIT) <= 0) {
        loop_watch_destroy(&client->watch);
        close(client->fd);
        client->fd = -1;
        return;
    }
    sentinel->asked++;
    send(client->fd, sentinel->answer, strlen(sentinel->answer), MSG_NOSIGNAL);
}

static void sentinel_ready(void *context, uint32_t events)
{
    (void)events;
    sentinel_t *sentinel = context;
    fixture_t *fixture = sentinel->fixture;
    cr_assert_lt(fixture->client_count, CLIENTS_MAX);
    client_t *client = &fixture->clients[fixture->client_count++];
    client->sentinel = sentinel;
    client->fd = accept(sentinel->listener, NULL, NULL);
    client->watch = loop_watch_new(fixture->redis.loop, client->fd, EPOLLIN, client_ready, client);
}

static void sentinel_open(fixture_t *fixture, sentinel_t *sentinel)
{
    sentinel->fixture = fixture;
    sentinel->listener = address_listen("127.0.0.1:0");
    cr_assert(address_bound(sentinel->listener, sentinel->place));
    sentinel->watch = loop_watch_new(fixture->redis.loop, sentinel->listener, EPOLLIN, sentinel_ready,
                                     sentinel);
}

static void sentinel_close(sentinel_t *sentinel)
{
    if (sentinel->watch)
        loop_watch_destroy(&sentinel->watch);
    if (sentinel->listener >= 0)
        close(sentinel->listener);
    sentinel->listener = -1;
}

/* All Sentinels say that this is the master: server 0 or 1. */
static void name_master(fixture_t *fixture, int server)
{
    for (int i = 0; i < SENTINELS; i++)
        snprintf(fixture->sentinels[i].answer, sizeof fixture->sentinels[i].answer,
                 "*2\r\n$9\r\n127.0.0.1\r\n$%zu\r\n%s\r\n", strlen(fixture->words[server]),
                 fixture->words[server]);
}

static void find_ports(fixture_t *fixture)
{
    int fds[2];
    char place[ADDRESS_TEXT_SIZE];
    for (int i = 0; i < 2; i++) {
        fds[i] = address_listen("127.0.0.1:0");
        cr_assert(address_bound(fds[i], place));
        snprintf(fixture->words[i], sizeof fixture->words[i], "%s", strchr(place, ':') + 1);
    }
    close(fds[0]);
    close(fds[1]);
}

static redis_server_t *server_open(fixture_t *fixture, int number)
{
    const char *const words[] = {"--bind", "127.0.0.1", "--port", fixture->words[number], NULL};
    memcpy(fixture->options[number], words, sizeof words);
    redis_server_t *server = redis_server_new(fixture->options[number]);
    redis_server_do(server, "SET number %d", number);
    return server;
}

static fixture_t *fixture_open(void)
{
    fixture_t *fixture = memory_new_zeroed(sizeof *fixture);
    fixture->redis.loop = loop_new();
    find_ports(fixture);
    fixture->redis.server = server_open(fixture, 0);
    fixture->other = server_open(fixture, 1);
    for (int i = 0; i < SENTINELS; i++)
        sentinel_open(fixture, &fixture->sentinels[i]);
    snprintf(fixture->address, sizeof fixture->address, "sentinel://%s,%s,%s/leida",
             fixture->sentinels[0].place, fixture->sentinels[1].place, fixture->sentinels[2].place);
    name_master(fixture, 0);
    return fixture;
}

static void fixture_connect(fixture_t *fixture)
{
    fixture->redis.redis = redis_new(fixture->redis.loop, &(redis_options_t){.address = fixture->address});
}

static void fixture_close(fixture_t *fixture)
{
    redis_destroy(&fixture->redis.redis);
    for (size_t i = 0; i < fixture->client_count; i++)
        if (fixture->clients[i].fd >= 0) {
            loop_watch_destroy(&fixture->clients[i].watch);
            close(fixture->clients[i].fd);
        }
    for (int i = 0; i < SENTINELS; i++)
        sentinel_close(&fixture->sentinels[i]);
    loop_destroy(&fixture->redis.loop);
    redis_server_destroy(&fixture->other);
    redis_server_destroy(&fixture->redis.server);
    free(fixture);
}

/* Which server answers. */
static int64_t server_number(fixture_t *fixture)
{
    cr_assert(loop_wait(fixture->redis.loop, redis_fixture_is_up, &fixture->redis, REDIS_FIXTURE_SOON),
              "not connected");
    redis_fixture_send(&fixture->redis, "GET", "number", NULL);
    return redis_fixture_answer(&fixture->redis)->number;
}

static bool second_answers(void *context)
{
    fixture_t *fixture = context;
    redis_reply_t *reply = redis_server_ask(fixture->other, "CLIENT LIST TYPE normal");
    bool there = strstr(reply->str, "cmd=ping") != NULL;
    redis_reply_free(reply);
    return there && redis_is_connected(fixture->redis.redis);
}

TestSuite(redis_sentinel, .fini = leak_check, .timeout = 60);

Test(redis_sentinel, master_is_found)
{
    fixture_t *fixture = fixture_open();
    fixture_connect(fixture);
    cr_assert_eq(server_number(fixture), 0);
    fixture_close(fixture);
}

Test(redis_sentinel, one_that_is_gone_and_one_that_is_silent_are_skipped)
{
    fixture_t *fixture = fixture_open();
    sentinel_close(&fixture->sentinels[0]);
    fixture->sentinels[1].answer[0] = '\0';
    fixture_connect(fixture);
    cr_assert_eq(server_number(fixture), 0);
    cr_assert_eq(fixture->sentinels[1].asked, 1);
    cr_assert_eq(fixture->sentinels[2].asked, 1);
    fixture_close(fixture);
}

Test(redis_sentinel, one_that_does_not_know_or_refuses_is_skipped)
{
    static const char *const answers[] = {"*-1\r\n", "-NOAUTH log in first\r\n", "*1\r\n$1\r\nx\r\n",
                                          "+OK\r\n", "*2\r\n$1\r\nh\r\n$1\r\n0\r\n"};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        fixture_t *fixture = fixture_open();
        strcpy(fixture->sentinels[0].answer, answers[i]);
        fixture_connect(fixture);
        cr_assert_eq(server_number(fixture), 0, "%s", answers[i]);
        fixture_close(fixture);
    }
}

Test(redis_sentinel, replica_that_one_takes_for_the_master_is_left)
{
    fixture_t *fixture = fixture_open();
    redis_server_do(fixture->redis.server, "REPLICAOF 127.0.0.1 1");
    fixture_connect(fixture);
    loop_spend(fixture->redis.loop, 50);
    cr_assert_not(redis_is_connected(fixture->redis.redis));
    name_master(fixture, 1);
    cr_assert_eq(server_number(fixture), 1);
    fixture_close(fixture);
}

Test(redis_sentinel, another_master_is_followed_though_the_old_one_goes_on)
{
    fixture_t *fixture = fixture_open();
    fixture_connect(fixture);
    cr_assert_eq(server_number(fixture), 0);
    name_master(fixture, 1);
    cr_assert(loop_wait(fixture->redis.loop, second_answers, fixture, REDIS_FIXTURE_SOON),
              "still at the old one");
    cr_assert_eq(server_number(fixture), 1);
    fixture_close(fixture);
}

Test(redis_sentinel, lost_master_is_asked_for_again)
{
    fixture_t *fixture = fixture_open();
    fixture_connect(fixture);
    cr_assert_eq(server_number(fixture), 0);
    name_master(fixture, 1);
    redis_server_kill(fixture->redis.server);
    cr_assert(loop_wait(fixture->redis.loop, redis_fixture_is_down, &fixture->redis, REDIS_FIXTURE_SOON));
    cr_assert_eq(server_number(fixture), 1);
    fixture_close(fixture);
}

Test(redis_sentinel, host_names_are_looked_up)
{
    fixture_t *fixture = fixture_open();
    snprintf(fixture->address, sizeof fixture->address, "sentinel://no-such-name.invalid:1,localhost%s/leida",
             strchr(fixture->sentinels[0].place, ':'));
    snprintf(fixture->sentinels[0].answer, sizeof fixture->sentinels[0].answer,
             "*2\r\n$9\r\nlocalhost\r\n$%zu\r\n%s\r\n", strlen(fixture->words[0]), fixture->words[0]);
    fixture_connect(fixture);
    cr_assert_eq(server_number(fixture), 0);
    fixture_close(fixture);
}

Test(redis_sentinel, addresses)
{
    redis_sentinels_t read;
    cr_assert(redis_sentinels_read("sentinel://10.0.0.1:26379,[::1]:26380,host:1/mymaster", &read));
    cr_assert_eq(read.count, 3);
    cr_assert_str_eq(read.sentinels[1].host, "::1");
    cr_assert_eq(read.sentinels[1].port, 26380);
    cr_assert_str_eq(read.master, "mymaster");
    static const char *const wrong[] = {"sentinel://",          "sentinel:///m",        "sentinel://h:1",
                                        "sentinel://h:1/",      "sentinel://h:1,/m",    "sentinel://h/m",
                                        "sentinel://h:1;m",     "sentinel://unix:/x/m", "sentinel:/h:1/m",
                                        "sentinel://h:1,,h:2/m"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(redis_address_is_valid(wrong[i]), "%s", wrong[i]);
}
