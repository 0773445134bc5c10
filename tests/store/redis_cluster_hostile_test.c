/* SPDX-License-Identifier: Apache-2.0 */
/* What nodes say of their cluster never ends the process, nor has a command go round for ever, however wrong
 * it is. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "common/redis/redis.h"
#include "tests/support/fake_nodes.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { NODES = 2, SOON = 10000 /* ms */ };

/* What one of them says, and was asked. */
typedef struct {
    char topology[512]; /* its answer to CLUSTER SHARDS and the like; empty: none */
    char answer[128];   /* to commands on keys */
    bool drips;         /* to CLUSTER SHARDS too few bytes, and then ever more of them */
    size_t topologies, commands, asking;
} node_t;

typedef struct {
    fake_nodes_t fake;
    redis_t *redis;
    node_t nodes[NODES];
    size_t answers;
    redis_status_t status;
} fixture_t;

static fixture_t fixture;

static void answer(fake_client_t *client, text_t name, text_t word)
{
    node_t *node = &fixture.nodes[client->node];
    if (text_equal(name, TEXT_LITERAL("CLUSTER")) && text_equal(word, TEXT_LITERAL("INFO")))
        fake_say(client, "$16\r\ncluster_state:ok\r\n");
    else if (text_equal(name, TEXT_LITERAL("CLUSTER"))) {
        node->topologies++;
        fake_say(client, node->topology);
    } else if (text_equal(name, TEXT_LITERAL("PING")) || text_equal(name, TEXT_LITERAL("ASKING"))) {
        node->asking += *name.data == 'A';
        fake_say(client, "+OK\r\n");
    } else {
        node->commands++;
        fake_say(client, node->answer);
    }
}

static void open_nodes(void)
{
    fake_nodes_open(&fixture.fake, NODES, answer);
    for (size_t i = 0; i < NODES; i++)
        strcpy(fixture.nodes[i].answer, "$1\r\nx\r\n");
}

static void close_nodes(void)
{
    redis_destroy(&fixture.redis);
    fake_nodes_close(&fixture.fake);
    leak_check();
}

TestSuite(redis_cluster_hostile, .init = open_nodes, .fini = close_nodes, .timeout = 60);

static int port_of(size_t node)
{
    return fixture.fake.nodes[node].port;
}

/* A node says that all slots are this port's, here. */
static void claim(node_t *node, int port)
{
    snprintf(node->topology, sizeof node->topology,
             "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n", port);
}

static void start(void)
{
    fixture.redis = redis_new(fixture.fake.loop, &(redis_options_t){.address = fixture.fake.address});
}

static bool is_connected(void *context)
{
    (void)context;
    return redis_is_connected(fixture.redis);
}

static void await_connected(void)
{
    cr_assert(loop_wait(fixture.fake.loop, is_connected, NULL, SOON), "not connected");
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
    cr_assert(loop_wait(fixture.fake.loop, is_answered, NULL, SOON));
    return fixture.status;
}

/* Neither node's answer is a topology; a good one that comes later is taken. */
static void refuse(const char *topology)
{
    for (size_t i = 0; i < NODES; i++)
        snprintf(fixture.nodes[i].topology, sizeof fixture.nodes[i].topology, "%s", topology);
    start();
    loop_spend(fixture.fake.loop, 100);
    cr_assert_not(redis_is_connected(fixture.redis));
    cr_assert_eq(get(), REDIS_UNAVAILABLE);
    cr_assert_gt(fixture.nodes[0].topologies + fixture.nodes[1].topologies, 0);
    claim(&fixture.nodes[0], port_of(0));
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
    claim(&fixture.nodes[1], port_of(1));
    start();
    await_connected();
    for (int i = 0; i < 20; i++) {
        cr_assert_eq(get(), REDIS_OK);
        loop_spend(fixture.fake.loop, 20);
    }
    cr_assert_eq(fixture.nodes[0].commands, 0);
}

static void drip(void *timer)
{
    for (size_t i = 0; i < fixture.fake.client_count; i++) {
        const fake_client_t *client = &fixture.fake.clients[i];
        if (client->fd >= 0 && fixture.nodes[client->node].drips)
            fake_say(client, "1");
    }
    loop_timer_set(*(loop_timer_t **)timer, 100);
}

/* Each byte is a sign of life, and the answer never ends. */
Test(redis_cluster_hostile, node_that_drips_is_passed_over)
{
    loop_timer_t *timer = loop_timer_new(fixture.fake.loop, drip, &timer);
    loop_timer_set(timer, 100);
    strcpy(fixture.nodes[0].topology, ":1");
    fixture.nodes[0].drips = true;
    claim(&fixture.nodes[1], port_of(1));
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
        fake_write_slots(fixture.nodes[i].topology, sizeof fixture.nodes[i].topology, port_of(0), port_of(1));
        snprintf(fixture.nodes[i].answer, sizeof fixture.nodes[i].answer, "-%s 12539 127.0.0.1:%d\r\n", kind,
                 port_of(1 - i));
    }
    start();
    await_connected();
    cr_assert(loop_wait(fixture.fake.loop, both_are_connected, NULL, SOON));
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
    claim(&fixture.nodes[0], port_of(0));
    claim(&fixture.nodes[1], port_of(0));
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
    claim(&fixture.nodes[0], port_of(0));
    claim(&fixture.nodes[1], port_of(0));
    start();
    await_connected();
    strcpy(fixture.nodes[0].answer, "-MOVED 12539 127.0.0.1:1\r\n");
    cr_assert_eq(get(), REDIS_UNAVAILABLE);
    strcpy(fixture.nodes[0].answer, "$1\r\nx\r\n");
    for (int i = 0; i < 500 && get() != REDIS_OK; i++)
        loop_spend(fixture.fake.loop, 10);
    cr_assert_eq(get(), REDIS_OK);
}

Test(redis_cluster_hostile, more_masters_than_there_is_room_for_do_no_harm)
{
    claim(&fixture.nodes[0], port_of(0));
    claim(&fixture.nodes[1], port_of(0));
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
