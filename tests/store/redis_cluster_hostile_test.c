/* SPDX-License-Identifier: Apache-2.0 */
/* What nodes say of their cluster never ends the process, nor has a command go round for ever, however wrong
 * it is. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "base/buffer.h"
#include "common/redis/redis.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { NODES = 2, CLIENTS_MAX = 512, SOON = 10000 /* ms */ };

/* One that answers as it is told to. */
typedef struct {
    int listener, port;
    loop_watch_t *watch;
    char topology[512]; /* its answer to CLUSTER SHARDS and the like; empty: none */
    char answer[128];   /* to commands on keys */
    bool drips;         /* to CLUSTER SHARDS too few bytes, and then ever more of them */
    size_t topologies, commands, asking;
} node_t;

typedef struct {
    node_t *node;
    int fd;
    loop_watch_t *watch;
    buffer_t in; /* what is no whole command yet */
} client_t;

typedef struct {
    loop_t *loop;
    redis_t *redis;
    node_t nodes[NODES];
    client_t clients[CLIENTS_MAX];
    size_t client_count;
    char address[128];
    size_t answers;
    redis_status_t status;
} fixture_t;

static fixture_t fixture;

static void say(const client_t *client, const char *text)
{
    send(client->fd, text, strlen(text), MSG_NOSIGNAL);
}

static void answer(const client_t *client, text_t name, text_t word)
{
    node_t *node = client->node;
    if (text_equal(name, TEXT_LITERAL("CLUSTER")) && text_equal(word, TEXT_LITERAL("INFO")))
        say(client, "$16\r\ncluster_state:ok\r\n");
    else if (text_equal(name, TEXT_LITERAL("CLUSTER"))) {
        node->topologies++;
        say(client, node->topology);
    } else if (text_equal(name, TEXT_LITERAL("PING")) || text_equal(name, TEXT_LITERAL("ASKING"))) {
        node->asking += *name.data == 'A';
        say(client, "+OK\r\n");
    } else {
        node->commands++;
        say(client, node->answer);
    }
}

/* Reads "*3" or "$3" at `*at`, and the end of the line. False when the rest is still to come. */
static bool take_number(const buffer_t *in, size_t *at, size_t *number)
{
    const char *begin = in->data + *at;
    const char *end = in->size > *at ? memchr(begin, '\n', in->size - *at) : NULL;
    if (!end)
        return false;
    *number = strtoul(begin + 1, NULL, 10);
    *at += (size_t)(end - begin) + 1;
    return true;
}

/* Takes one command, its first two words; false when there is no whole one. */
static bool take_command(buffer_t *in, text_t words[2], size_t *used)
{
    size_t count, size;
    words[0] = words[1] = TEXT_NONE;
    if (!take_number(in, used, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!take_number(in, used, &size) || in->size < *used + size + 2)
            return false;
        if (i < 2)
            words[i] = (text_t){in->data + *used, size};
        *used += size + 2;
    }
    return true;
}

static void client_close(client_t *client)
{
    if (client->watch)
        loop_watch_destroy(&client->watch);
    if (client->fd >= 0)
        close(client->fd);
    buffer_free(&client->in);
    *client = (client_t){.fd = -1};
}

static void client_ready(void *context, uint32_t events)
{
    client_t *client = context;
    char bytes[4096];
    text_t words[2];
    (void)events;
    const ssize_t size = recv(client->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size <= 0) {
        client_close(client);
        return;
    }
    buffer_append(&client->in, bytes, (size_t)size);
    for (size_t used = 0; take_command(&client->in, words, &used); used = 0) {
        answer(client, words[0], words[1]);
        memmove(client->in.data, client->in.data + used, client->in.size - used);
        client->in.size -= used;
    }
}

static void node_ready(void *context, uint32_t events)
{
    node_t *node = context;
    (void)events;
    cr_assert_lt(fixture.client_count, CLIENTS_MAX, "it connects without end");
    client_t *client = &fixture.clients[fixture.client_count++];
    *client = (client_t){.node = node, .fd = accept(node->listener, NULL, NULL)};
    client->watch = loop_watch_new(fixture.loop, client->fd, EPOLLIN, client_ready, client);
}

static void open_nodes(void)
{
    fixture.loop = loop_new();
    for (size_t i = 0; i < NODES; i++) {
        node_t *node = &fixture.nodes[i];
        char place[ADDRESS_TEXT_SIZE];
        node->listener = address_listen("127.0.0.1:0");
        cr_assert(address_bound(node->listener, place));
        node->port = atoi(strrchr(place, ':') + 1);
        node->watch = loop_watch_new(fixture.loop, node->listener, EPOLLIN, node_ready, node);
        strcpy(node->answer, "$1\r\nx\r\n");
    }
    snprintf(fixture.address, sizeof fixture.address, "cluster://127.0.0.1:%d,127.0.0.1:%d",
             fixture.nodes[0].port, fixture.nodes[1].port);
}

static void close_nodes(void)
{
    redis_destroy(&fixture.redis);
    for (size_t i = 0; i < fixture.client_count; i++)
        client_close(&fixture.clients[i]);
    for (size_t i = 0; i < NODES; i++) {
        loop_watch_destroy(&fixture.nodes[i].watch);
        close(fixture.nodes[i].listener);
    }
    loop_destroy(&fixture.loop);
    leak_check();
}

TestSuite(redis_cluster_hostile, .init = open_nodes, .fini = close_nodes, .timeout = 60);

/* A node says that all slots are this port's, here. */
static void claim(node_t *node, int port)
{
    snprintf(node->topology, sizeof node->topology,
             "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n", port);
}

static void start(void)
{
    fixture.redis = redis_new(fixture.loop, &(redis_options_t){.address = fixture.address});
}

static bool is_connected(void *context)
{
    (void)context;
    return redis_is_connected(fixture.redis);
}

static void await_connected(void)
{
    cr_assert(loop_wait(fixture.loop, is_connected, NULL, SOON), "not connected");
}

static void take(void *context, redis_status_t status, const redis_reply_t *reply)
{
    (void)context;
    (void)reply;
    fixture.answers++;
    fixture.status = status;
}

static bool is_answered(void *context)
{
    (void)context;
    return fixture.answers > 0;
}

static redis_status_t get(void)
{
    redis_command_t command = {0};
    redis_add_literal(&command, "GET");
    redis_add_literal(&command, "key");
    fixture.answers = 0;
    if (!redis_send(fixture.redis, &command, take, NULL))
        return REDIS_UNAVAILABLE;
    cr_assert(loop_wait(fixture.loop, is_answered, NULL, SOON));
    return fixture.status;
}

/* Neither node's answer is a topology; a good one that comes later is taken. */
static void refuse(const char *topology)
{
    for (size_t i = 0; i < NODES; i++)
        snprintf(fixture.nodes[i].topology, sizeof fixture.nodes[i].topology, "%s", topology);
    start();
    loop_spend(fixture.loop, 100);
    cr_assert_not(redis_is_connected(fixture.redis));
    cr_assert_eq(get(), REDIS_UNAVAILABLE);
    cr_assert_gt(fixture.nodes[0].topologies + fixture.nodes[1].topologies, 0);
    claim(&fixture.nodes[0], fixture.nodes[0].port);
    await_connected();
    cr_assert_eq(get(), REDIS_OK);
}

#define REFUSED(name, topology)                                                                              \
    Test(redis_cluster_hostile, name)                                                                        \
    {                                                                                                        \
        refuse(topology);                                                                                    \
    }

REFUSED(no_reply, "")
REFUSED(what_is_no_reply, "HTTP/1.1 400 Bad Request\r\n\r\n")
REFUSED(an_error, "-ERR This instance has cluster support disabled\r\n")
REFUSED(a_number, ":7\r\n")
REFUSED(no_shard, "*0\r\n")
REFUSED(a_shard_of_nothing, "*1\r\n*0\r\n")
REFUSED(a_slot_that_is_none, "*1\r\n*3\r\n:0\r\n:16384\r\n*2\r\n$9\r\n127.0.0.1\r\n:7\r\n")
REFUSED(a_negative_slot, "*1\r\n*3\r\n:-1\r\n:5\r\n*2\r\n$9\r\n127.0.0.1\r\n:7\r\n")
REFUSED(slots_the_wrong_way, "*1\r\n*3\r\n:9\r\n:5\r\n*2\r\n$9\r\n127.0.0.1\r\n:7\r\n")
REFUSED(a_port_that_is_none, "*1\r\n*3\r\n:0\r\n:5\r\n*2\r\n$9\r\n127.0.0.1\r\n:70000\r\n")
REFUSED(a_host_with_bytes, "*1\r\n*3\r\n:0\r\n:5\r\n*2\r\n$4\r\na\1 b\r\n:7\r\n")
REFUSED(slots_that_are_words, "*1\r\n*3\r\n$1\r\n0\r\n$1\r\n5\r\n*2\r\n$9\r\n127.0.0.1\r\n:7\r\n")
REFUSED(a_master_that_is_a_word, "*1\r\n*3\r\n:0\r\n:5\r\n$9\r\n127.0.0.1\r\n")
REFUSED(shards_of_odd_slots, "*1\r\n*4\r\n$5\r\nslots\r\n*1\r\n:0\r\n$5\r\nnodes\r\n*0\r\n")

Test(redis_cluster_hostile, node_that_knows_no_shard_is_no_source)
{
    strcpy(fixture.nodes[0].topology, "*0\r\n");
    claim(&fixture.nodes[1], fixture.nodes[1].port);
    start();
    await_connected();
    for (int i = 0; i < 20; i++) {
        cr_assert_eq(get(), REDIS_OK);
        loop_spend(fixture.loop, 20);
    }
    cr_assert_eq(fixture.nodes[0].commands, 0);
}

static void drip(void *timer)
{
    for (size_t i = 0; i < fixture.client_count; i++)
        if (fixture.clients[i].fd >= 0 && fixture.clients[i].node->drips)
            say(&fixture.clients[i], "1");
    loop_timer_set(*(loop_timer_t **)timer, 100);
}

/* Each byte is a sign of life, and the answer never ends. */
Test(redis_cluster_hostile, node_that_drips_is_passed_over)
{
    loop_timer_t *timer = loop_timer_new(fixture.loop, drip, &timer);
    loop_timer_set(timer, 100);
    strcpy(fixture.nodes[0].topology, ":1");
    fixture.nodes[0].drips = true;
    claim(&fixture.nodes[1], fixture.nodes[1].port);
    while (fixture.nodes[0].topologies == 0) { /* it asks either first */
        redis_destroy(&fixture.redis);
        start();
        await_connected();
    }
    loop_timer_destroy(&timer);
}

static bool both_are_connected(void *context)
{
    (void)context;
    return redis_place_is_connected(fixture.redis, 0) && redis_place_is_connected(fixture.redis, 1);
}

/* Both are masters, and each says that the other has it. */
static void send_round(const char *kind)
{
    for (size_t i = 0; i < NODES; i++) {
        snprintf(fixture.nodes[i].topology, sizeof fixture.nodes[i].topology,
                 "*2\r\n*3\r\n:0\r\n:8191\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n"
                 "*3\r\n:8192\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n",
                 fixture.nodes[0].port, fixture.nodes[1].port);
        snprintf(fixture.nodes[i].answer, sizeof fixture.nodes[i].answer, "-%s 12539 127.0.0.1:%d\r\n", kind,
                 fixture.nodes[1 - i].port);
    }
    start();
    await_connected();
    cr_assert(loop_wait(fixture.loop, both_are_connected, NULL, SOON));
    cr_assert_eq(get(), REDIS_UNAVAILABLE);
    const size_t commands = fixture.nodes[0].commands + fixture.nodes[1].commands;
    cr_assert(commands == 6, "%zu times", commands);
}

Test(redis_cluster_hostile, command_that_is_moved_round_and_round_ends)
{
    send_round("MOVED");
}

Test(redis_cluster_hostile, command_that_is_to_ask_round_and_round_ends)
{
    send_round("ASK");
    cr_assert(fixture.nodes[0].asking > 0 && fixture.nodes[1].asking > 0);
}

/* The node that a command is sent on to is none; whoever comes later is served. */
Test(redis_cluster_hostile, redirection_to_nowhere_is_not_followed)
{
    static const char *const answers[] = {"-MOVED\r\n",
                                          "-MOVED 12539\r\n",
                                          "-MOVED 12539 \r\n",
                                          "-MOVED 12539 127.0.0.1\r\n",
                                          "-MOVED 12539 127.0.0.1:0\r\n",
                                          "-MOVED 12539 127.0.0.1:99999\r\n",
                                          "-MOVED 99999 127.0.0.1:7\r\n",
                                          "-MOVED -1 127.0.0.1:7\r\n",
                                          "-MOVED x 127.0.0.1:7\r\n",
                                          "-ASK 12539 127.0.0.1:1\r\n",
                                          "-ASK 12539 :\r\n"};
    claim(&fixture.nodes[0], fixture.nodes[0].port);
    claim(&fixture.nodes[1], fixture.nodes[0].port);
    start();
    await_connected();
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        strcpy(fixture.nodes[0].answer, answers[i]);
        cr_assert_eq(get(), REDIS_UNAVAILABLE, "%s", answers[i]);
        strcpy(fixture.nodes[0].answer, "$1\r\nx\r\n");
        cr_assert_eq(get(), REDIS_OK, "behind %s", answers[i]);
    }
}

/* The next topology puts it right. */
Test(redis_cluster_hostile, slot_that_is_moved_to_nobody_comes_back)
{
    claim(&fixture.nodes[0], fixture.nodes[0].port);
    claim(&fixture.nodes[1], fixture.nodes[0].port);
    start();
    await_connected();
    strcpy(fixture.nodes[0].answer, "-MOVED 12539 127.0.0.1:1\r\n");
    cr_assert_eq(get(), REDIS_UNAVAILABLE);
    strcpy(fixture.nodes[0].answer, "$1\r\nx\r\n");
    for (int i = 0; i < 500 && get() != REDIS_OK; i++)
        loop_spend(fixture.loop, 10);
    cr_assert_eq(get(), REDIS_OK);
}

Test(redis_cluster_hostile, more_masters_than_there_is_room_for_do_no_harm)
{
    claim(&fixture.nodes[0], fixture.nodes[0].port);
    claim(&fixture.nodes[1], fixture.nodes[0].port);
    start();
    await_connected();
    for (int port = 1; port <= 2 * REDIS_PLACES_MAX; port++) {
        snprintf(fixture.nodes[0].answer, sizeof fixture.nodes[0].answer, "-ASK 12539 127.0.0.2:%d\r\n",
                 port);
        cr_assert_eq(get(), REDIS_UNAVAILABLE);
    }
    cr_assert_leq(redis_places_used(fixture.redis), REDIS_PLACES_MAX);
    strcpy(fixture.nodes[0].answer, "$1\r\nx\r\n");
    cr_assert_eq(get(), REDIS_OK);
}
