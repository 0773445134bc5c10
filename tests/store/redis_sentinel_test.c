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

typedef struct bench bench_t;

/* Answers every connection with the same bytes, once it is asked; never when there are none. */
typedef struct {
    bench_t *bench;
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

struct bench {
    redis_bench_t redis; /* its server is the first master */
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
    bench_t *bench = sentinel->bench;
    cr_assert_lt(bench->client_count, CLIENTS_MAX);
    client_t *client = &bench->clients[bench->client_count++];
    client->sentinel = sentinel;
    client->fd = accept(sentinel->listener, NULL, NULL);
    client->watch = loop_watch_new(bench->redis.loop, client->fd, EPOLLIN, client_ready, client);
}

static void sentinel_open(bench_t *bench, sentinel_t *sentinel)
{
    sentinel->bench = bench;
    sentinel->listener = address_listen("127.0.0.1:0");
    cr_assert(address_bound(sentinel->listener, sentinel->place));
    sentinel->watch = loop_watch_new(bench->redis.loop, sentinel->listener, EPOLLIN, sentinel_ready,
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
static void name_master(bench_t *bench, int server)
{
    for (int i = 0; i < SENTINELS; i++)
        snprintf(bench->sentinels[i].answer, sizeof bench->sentinels[i].answer,
                 "*2\r\n$9\r\n127.0.0.1\r\n$%zu\r\n%s\r\n", strlen(bench->words[server]),
                 bench->words[server]);
}

static void find_ports(bench_t *bench)
{
    int fds[2];
    char place[ADDRESS_TEXT_SIZE];
    for (int i = 0; i < 2; i++) {
        fds[i] = address_listen("127.0.0.1:0");
        cr_assert(address_bound(fds[i], place));
        snprintf(bench->words[i], sizeof bench->words[i], "%s", strchr(place, ':') + 1);
    }
    close(fds[0]);
    close(fds[1]);
}

static redis_server_t *server_open(bench_t *bench, int number)
{
    const char *const words[] = {"--bind", "127.0.0.1", "--port", bench->words[number], NULL};
    memcpy(bench->options[number], words, sizeof words);
    redis_server_t *server = redis_server_new(bench->options[number]);
    redis_server_do(server, "SET number %d", number);
    return server;
}

static bench_t *bench_open(void)
{
    bench_t *bench = memory_new_zeroed(sizeof *bench);
    bench->redis.loop = loop_new();
    find_ports(bench);
    bench->redis.server = server_open(bench, 0);
    bench->other = server_open(bench, 1);
    for (int i = 0; i < SENTINELS; i++)
        sentinel_open(bench, &bench->sentinels[i]);
    snprintf(bench->address, sizeof bench->address, "sentinel://%s,%s,%s/leida", bench->sentinels[0].place,
             bench->sentinels[1].place, bench->sentinels[2].place);
    name_master(bench, 0);
    return bench;
}

static void bench_connect(bench_t *bench)
{
    bench->redis.redis = redis_new(bench->redis.loop, &(redis_options_t){.address = bench->address});
}

static void bench_close(bench_t *bench)
{
    redis_destroy(&bench->redis.redis);
    for (size_t i = 0; i < bench->client_count; i++)
        if (bench->clients[i].fd >= 0) {
            loop_watch_destroy(&bench->clients[i].watch);
            close(bench->clients[i].fd);
        }
    for (int i = 0; i < SENTINELS; i++)
        sentinel_close(&bench->sentinels[i]);
    loop_destroy(&bench->redis.loop);
    redis_server_destroy(&bench->other);
    redis_server_destroy(&bench->redis.server);
    free(bench);
}

/* Which server answers. */
static int64_t server_number(bench_t *bench)
{
    cr_assert(loop_wait(bench->redis.loop, redis_bench_is_up, &bench->redis, REDIS_BENCH_SOON),
              "not connected");
    redis_bench_send(&bench->redis, "GET", "number", NULL);
    return redis_bench_answer(&bench->redis)->number;
}

static bool second_answers(void *context)
{
    bench_t *bench = context;
    redis_reply_t *reply = redis_server_ask(bench->other, "CLIENT LIST TYPE normal");
    bool there = strstr(reply->str, "cmd=ping") != NULL;
    redis_reply_free(reply);
    return there && redis_is_connected(bench->redis.redis);
}

TestSuite(redis_sentinel, .fini = leak_check, .timeout = 60);

Test(redis_sentinel, master_is_found)
{
    bench_t *bench = bench_open();
    bench_connect(bench);
    cr_assert_eq(server_number(bench), 0);
    bench_close(bench);
}

Test(redis_sentinel, one_that_is_gone_and_one_that_is_silent_are_passed_over)
{
    bench_t *bench = bench_open();
    sentinel_close(&bench->sentinels[0]);
    bench->sentinels[1].answer[0] = '\0';
    bench_connect(bench);
    cr_assert_eq(server_number(bench), 0);
    cr_assert_eq(bench->sentinels[1].asked, 1);
    cr_assert_eq(bench->sentinels[2].asked, 1);
    bench_close(bench);
}

Test(redis_sentinel, one_that_does_not_know_or_refuses_is_passed_over)
{
    static const char *const answers[] = {"*-1\r\n", "-NOAUTH log in first\r\n", "*1\r\n$1\r\nx\r\n",
                                          "+OK\r\n", "*2\r\n$1\r\nh\r\n$1\r\n0\r\n"};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        bench_t *bench = bench_open();
        strcpy(bench->sentinels[0].answer, answers[i]);
        bench_connect(bench);
        cr_assert_eq(server_number(bench), 0, "%s", answers[i]);
        bench_close(bench);
    }
}

Test(redis_sentinel, replica_that_one_takes_for_the_master_is_left)
{
    bench_t *bench = bench_open();
    redis_server_do(bench->redis.server, "REPLICAOF 127.0.0.1 1");
    bench_connect(bench);
    loop_spend(bench->redis.loop, 50);
    cr_assert_not(redis_is_connected(bench->redis.redis));
    name_master(bench, 1);
    cr_assert_eq(server_number(bench), 1);
    bench_close(bench);
}

Test(redis_sentinel, another_master_is_followed_though_the_old_one_goes_on)
{
    bench_t *bench = bench_open();
    bench_connect(bench);
    cr_assert_eq(server_number(bench), 0);
    name_master(bench, 1);
    cr_assert(loop_wait(bench->redis.loop, second_answers, bench, REDIS_BENCH_SOON), "still at the old one");
    cr_assert_eq(server_number(bench), 1);
    bench_close(bench);
}

Test(redis_sentinel, lost_master_is_asked_for_again)
{
    bench_t *bench = bench_open();
    bench_connect(bench);
    cr_assert_eq(server_number(bench), 0);
    name_master(bench, 1);
    redis_server_kill(bench->redis.server);
    cr_assert(loop_wait(bench->redis.loop, redis_bench_is_down, &bench->redis, REDIS_BENCH_SOON));
    cr_assert_eq(server_number(bench), 1);
    bench_close(bench);
}

Test(redis_sentinel, host_names_are_looked_up)
{
    bench_t *bench = bench_open();
    snprintf(bench->address, sizeof bench->address, "sentinel://no-such-name.invalid:1,localhost%s/leida",
             strchr(bench->sentinels[0].place, ':'));
    snprintf(bench->sentinels[0].answer, sizeof bench->sentinels[0].answer,
             "*2\r\n$9\r\nlocalhost\r\n$%zu\r\n%s\r\n", strlen(bench->words[0]), bench->words[0]);
    bench_connect(bench);
    cr_assert_eq(server_number(bench), 0);
    bench_close(bench);
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
