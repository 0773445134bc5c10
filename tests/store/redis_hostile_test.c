/* SPDX-License-Identifier: Apache-2.0 */
/* What comes from the socket never ends the process, however little it looks like Redis. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/redis/address.h"
#include "common/redis/redis.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { SOON = 5000 /* ms */ };

/* A server on a unix socket that answers +PONG to whatever it reads first on a connection, then `trick`. */
typedef struct {
    loop_t *loop;
    int listener, client;
    loop_watch_t *listener_watch, *client_watch;
    char folder[32], address[64];
    const char *trick;
    int clients;
    redis_t *redis;
    int downs;
} fixture_t;

static void client_drop(fixture_t *fixture)
{
    loop_watch_destroy(&fixture->client_watch);
    if (fixture->client >= 0)
        close(fixture->client);
    fixture->client = -1;
}

static void client_ready(void *context, uint32_t events)
{
    fixture_t *fixture = context;
    char bytes[4096];
    (void)events;
    if (recv(fixture->client, bytes, sizeof bytes, MSG_DONTWAIT) <= 0) {
        client_drop(fixture);
        return;
    }
    const char pong[] = "+PONG\r\n";
    cr_assert_eq(send(fixture->client, pong, strlen(pong), MSG_NOSIGNAL), (ssize_t)strlen(pong));
    cr_assert_eq(send(fixture->client, fixture->trick, strlen(fixture->trick), MSG_NOSIGNAL),
                 (ssize_t)strlen(fixture->trick));
}

static void listener_ready(void *context, uint32_t events)
{
    fixture_t *fixture = context;
    (void)events;
    client_drop(fixture);
    fixture->client = accept(fixture->listener, NULL, NULL);
    fixture->client_watch = loop_watch_new(fixture->loop, fixture->client, EPOLLIN, client_ready, fixture);
    fixture->clients++;
}

static void fixture_changed(void *context, bool connected)
{
    ((fixture_t *)context)->downs += !connected;
}

static bool fixture_came_again(void *context)
{
    fixture_t *fixture = context;
    return fixture->downs >= 1 && fixture->clients >= 2;
}

static void hostile_case(const char *trick)
{
    fixture_t fixture = {.folder = "/tmp/leida-hostile-XXXXXX", .client = -1, .trick = trick};
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    cr_assert_not_null(mkdtemp(fixture.folder));
    snprintf(fixture.address, sizeof fixture.address, "unix:%s/s", fixture.folder);
    strcpy(name.sun_path, fixture.address + 5);
    fixture.loop = loop_new();
    fixture.listener = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert_eq(bind(fixture.listener, (struct sockaddr *)&name, sizeof name), 0);
    cr_assert_eq(listen(fixture.listener, 8), 0);
    fixture.listener_watch = loop_watch_new(fixture.loop, fixture.listener, EPOLLIN, listener_ready,
                                            &fixture);
    fixture.redis = redis_new(
        fixture.loop,
        &(redis_options_t){.address = fixture.address, .changed = fixture_changed, .context = &fixture});
    bool again = loop_wait(fixture.loop, fixture_came_again, &fixture, SOON);
    redis_destroy(&fixture.redis);
    client_drop(&fixture);
    loop_watch_destroy(&fixture.listener_watch);
    loop_destroy(&fixture.loop);
    close(fixture.listener);
    unlink(fixture.address + 5);
    rmdir(fixture.folder);
    cr_assert(again, "the connection was to be dropped and made anew");
}

TestSuite(redis_hostile, .fini = leak_check, .timeout = 60);

Test(redis_hostile, reply_that_nobody_asked_for)
{
    hostile_case("+OK\r\n");
}

Test(redis_hostile, message_without_a_subscription)
{
    hostile_case("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n");
}

Test(redis_hostile, error_that_nobody_asked_for)
{
    hostile_case("-ERR max number of clients reached\r\n");
}

Test(redis_hostile, what_is_no_reply)
{
    hostile_case("HTTP/1.1 400 Bad Request\r\n\r\n");
}

Test(redis_hostile, nesting_too_deep_for_hiredis)
{
    hostile_case("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n");
}

Test(redis_hostile, negative_length)
{
    hostile_case("$-5\r\nab\r\n");
}

static void nowhere_case(const char *address)
{
    loop_t *loop = loop_new();
    redis_t *redis = redis_new(loop, &(redis_options_t){.address = address});
    loop_spend(loop, 30);
    cr_assert_not(redis_is_connected(redis));
    redis_destroy(&redis);
    loop_destroy(&loop);
}

Test(redis_hostile, address_where_nobody_listens)
{
    nowhere_case("127.0.0.1:1");
    nowhere_case("[::1]:1");
    nowhere_case("unix:/tmp/leida-nowhere.sock");
}

Test(redis_hostile, address_that_is_none)
{
    static const char *const wrong[] = {"",
                                        "unix:",
                                        "localhost",
                                        "localhost:",
                                        ":6379",
                                        "h:0",
                                        "h:65536",
                                        "h:6379x",
                                        "::1:6379",
                                        "[]:1",
                                        "redis://h:1",
                                        "cluster://",
                                        "cluster://h",
                                        "cluster://h:1,",
                                        "cluster://,h:1",
                                        "cluster://h:1/m",
                                        "cluster://unix:/x",
                                        "cluster:h:1",
                                        "cluster://h:1 ,h:2"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        cr_assert_not(redis_address_is_valid(wrong[i]), "%s", wrong[i]);
    static const char *const right[] = {"unix:/run/redis.sock", "localhost:6379",
                                        "10.0.0.1:1",           "[::1]:65535",
                                        "cluster://h:1",        "cluster://10.0.0.1:1,[::1]:2,h:3"};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        cr_assert(redis_address_is_valid(right[i]), "%s", right[i]);
    nowhere_case("");
}

Test(redis_hostile, seeds_of_a_cluster_are_bounded)
{
    char text[1024] = "cluster://h:1";
    redis_seeds_t seeds;
    for (size_t i = 1; i < REDIS_SEEDS_MAX; i++)
        strcat(text, ",[::1]:2");
    cr_assert(redis_seeds_read(text, &seeds));
    cr_assert_eq(seeds.count, REDIS_SEEDS_MAX);
    cr_assert_str_eq(seeds.seeds[0].host, "h");
    cr_assert_str_eq(seeds.seeds[REDIS_SEEDS_MAX - 1].host, "::1");
    strcat(text, ",h:2");
    cr_assert_not(redis_seeds_read(text, &seeds));
}
