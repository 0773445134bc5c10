/* SPDX-License-Identifier: Apache-2.0 */
/* Moments at which a connection to a cluster ends, or has nowhere to go: while keys are counted, while slots
 * go round in a circle, while the store moves. Nodes that are none: they answer what a test wants. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "common/redis/cache.h"
#include "common/redis/redis.h"
#include "tests/support/fake_nodes.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { NODES = 3, SOON = 10000 /* ms */ };

/* What one of them says, and was asked. */
typedef struct {
    const char *topology;
    char form[128];   /* its answer to EVALSHA */
    char answer[128]; /* to commands on keys */
    bool silent_dbsize, silent_tracking, holds_form, holds_ping;
    fake_client_t *held_form, *held_ping; /* whose command waits */
    size_t dbsizes, trackings;
} node_t;

static struct {
    fake_nodes_t fake;
    redis_t *redis;
    node_t nodes[NODES];
    char topology[512];
    size_t sent;
} fixture;

static void answer(fake_client_t *client, text_t name, text_t word)
{
    node_t *node = &fixture.nodes[client->node];
    if (text_equal(name, TEXT_LITERAL("CLUSTER")) && text_equal(word, TEXT_LITERAL("INFO"))) {
        fake_say(client, "$16\r\ncluster_state:ok\r\n");
    } else if (text_equal(name, TEXT_LITERAL("CLUSTER"))) {
        fake_say(client, node->topology);
    } else if (node->holds_ping && text_equal(name, TEXT_LITERAL("PING")))
        node->held_ping = client;
    else if (node->holds_form && text_equal(name, TEXT_LITERAL("EVALSHA")))
        node->held_form = client;
    else if (text_equal(name, TEXT_LITERAL("PING")) || text_equal(name, TEXT_LITERAL("ASKING")) ||
             text_equal(name, TEXT_LITERAL("SCRIPT")))
        fake_say(client, "+OK\r\n");
    else if (text_equal(name, TEXT_LITERAL("SUBSCRIBE"))) {
        client->marked = true;
        fake_say(client, "*3\r\n$9\r\nsubscribe\r\n$20\r\n__redis__:invalidate\r\n:1\r\n");
    } else if (text_equal(name, TEXT_LITERAL("CLIENT"))) {
        node->trackings += text_equal(word, TEXT_LITERAL("TRACKING"));
        if (text_equal(word, TEXT_LITERAL("ID")))
            fake_say(client, ":7\r\n");
        else if (!node->silent_tracking)
            fake_say(client, "+OK\r\n");
    } else if (text_equal(name, TEXT_LITERAL("DBSIZE"))) {
        node->dbsizes++;
        if (!node->silent_dbsize)
            fake_say(client, ":0\r\n");
    } else if (text_equal(name, TEXT_LITERAL("EVALSHA")))
        fake_say(client, node->form);
    else
        fake_say(client, node->answer);
}

static void open_nodes(void)
{
    fake_nodes_open(&fixture.fake, NODES, answer);
    for (size_t i = 0; i < NODES; i++) {
        snprintf(fixture.nodes[i].answer, sizeof fixture.nodes[i].answer, "%s", "$1\r\nx\r\n");
        snprintf(fixture.nodes[i].form, sizeof fixture.nodes[i].form, "%s", ":1\r\n");
    }
}

static void close_nodes(void)
{
    redis_destroy(&fixture.redis);
    fake_nodes_close(&fixture.fake);
    leak_check();
}

TestSuite(redis_cluster_ends, .init = open_nodes, .fini = close_nodes, .timeout = 60);

static int port_of(size_t node)
{
    return fixture.fake.nodes[node].port;
}

/* Which nodes have the lower half of the slots, and the upper one. */
static void share(size_t low, size_t high)
{
    fake_write_slots(fixture.topology, sizeof fixture.topology, port_of(low), port_of(high));
    for (size_t i = 0; i < NODES; i++)
        fixture.nodes[i].topology = fixture.topology;
}

static const redis_script_t form_script = {.name = "form", .body = "return 1"};

static bool is_connected(void *context)
{
    (void)context;
    return redis_is_connected(fixture.redis);
}

static bool dbsize_is_asked(void *context)
{
    (void)context;
    return fixture.nodes[0].dbsizes + fixture.nodes[1].dbsizes > 0;
}

static void nothing(void *context, bool connected)
{
    (void)context;
    (void)connected;
}

/* Keys are counted for the form when it ends; who has the form is freed before the other, or after. */
static void end_while_counting(bool low_first)
{
    share(low_first ? 0 : 1, low_first ? 1 : 0);
    for (size_t i = 0; i < NODES; i++) {
        fixture.nodes[i].silent_dbsize = true;
        snprintf(fixture.nodes[i].form, sizeof fixture.nodes[i].form, "%s",
                 "$8\r\nUNSURE x\r\n"); /* an empty store: it asks again */
    }
    fixture.redis = redis_new(fixture.fake.loop, &(redis_options_t){.address = fixture.fake.address,
                                                                    .form = &form_script,
                                                                    .form_key = "{b}form",
                                                                    .changed = nothing});
    cr_assert(loop_wait(fixture.fake.loop, dbsize_is_asked, NULL, SOON));
    loop_spend(fixture.fake.loop, 50);
    redis_destroy(&fixture.redis);
}

Test(redis_cluster_ends, ends_while_keys_are_counted)
{
    end_while_counting(true);
}

Test(redis_cluster_ends, ends_while_keys_are_counted_the_other_way)
{
    end_while_counting(false);
}

/* ---- round and round ---- */

static void again(void *context, redis_status_t status, const redis_reply_t *reply)
{
    (void)reply;
    *(bool *)context = status != REDIS_OK; /* it waits for better times */
}

enum { CALLS = 50 };
static bool waiting[CALLS];

static void wake(void *context, bool connected)
{
    (void)context;
    for (size_t i = 0; connected && i < CALLS; i++) {
        if (!waiting[i])
            continue;
        redis_command_t command = {0};
        redis_add_literal(&command, "GET");
        redis_add_literal(&command, "key");
        waiting[i] = !redis_send(fixture.redis, &command, again, &waiting[i]);
        fixture.sent += !waiting[i];
    }
}

Test(redis_cluster_ends, slots_that_go_round_cost_little)
{
    share(0, 1);
    for (size_t i = 0; i < 2; i++)
        snprintf(fixture.nodes[i].answer, sizeof fixture.nodes[i].answer, "-MOVED 12539 127.0.0.1:%d\r\n",
                 port_of(1 - i));
    fixture.redis = redis_new(fixture.fake.loop,
                              &(redis_options_t){.address = fixture.fake.address, .changed = wake});
    cr_assert(loop_wait(fixture.fake.loop, is_connected, NULL, SOON));
    loop_spend(fixture.fake.loop, 300);
    for (size_t i = 0; i < CALLS; i++)
        waiting[i] = true;
    wake(NULL, true);
    loop_spend(fixture.fake.loop, 3000);
    cr_assert_lt(fixture.sent, CALLS * 100, "%d calls were sent %zu times in 3 s", CALLS, fixture.sent);
}

/* ---- a store that moves while tracking is asked for ---- */

static bool all_track(void *context)
{
    (void)context;
    return fixture.nodes[0].trackings >= 2 && fixture.nodes[1].trackings >= 2 &&
           fixture.nodes[2].trackings >= 2;
}

static bool form_is_held(void *context)
{
    (void)context;
    return fixture.nodes[0].held_form != NULL;
}

static bool ping_is_held(void *context)
{
    (void)context;
    return fixture.nodes[1].held_ping != NULL;
}

static bool tracking_is_asked(void *context)
{
    (void)context;
    return fixture.nodes[1].trackings >= 2;
}

Test(redis_cluster_ends, store_that_moves_while_tracking_is_asked_for)
{
    static const char *const prefixes[] = {"cred:", NULL};
    char text[512];
    snprintf(text, sizeof text,
             "*3\r\n*3\r\n:0\r\n:8191\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n"
             "*3\r\n:8192\r\n:12000\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n"
             "*3\r\n:12001\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n",
             port_of(0), port_of(1), port_of(2));
    for (size_t i = 0; i < NODES; i++)
        fixture.nodes[i].topology = text;
    const redis_options_t options = {
        .address = fixture.fake.address, .form = &form_script, .form_key = "{b}form", .changed = nothing};
    cache_t *cache = cache_new(fixture.fake.loop,
                               &(cache_options_t){.redis = &options, .prefixes = prefixes, .limit = 10});
    cr_assert(loop_wait(fixture.fake.loop, all_track, NULL, SOON));
    loop_spend(fixture.fake.loop, 200);
    fixture.nodes[0].holds_form = fixture.nodes[1].holds_ping = fixture.nodes[1].silent_tracking = true;
    fixture.nodes[1].trackings = 0;
    for (size_t i = 0; i < fixture.fake.client_count; i++)
        if (!fixture.fake.clients[i].marked && fixture.fake.clients[i].node != 2)
            fake_hang_up(&fixture.fake.clients[i]);
    cr_assert(loop_wait(fixture.fake.loop, form_is_held, NULL, SOON), "no form");
    cr_assert(loop_wait(fixture.fake.loop, ping_is_held, NULL, SOON), "no ping");
    fake_say(fixture.nodes[1].held_ping, "+PONG\r\n");
    cr_assert(loop_wait(fixture.fake.loop, tracking_is_asked, NULL, SOON), "no tracking");
    snprintf(text, sizeof text, "MOVEDTO token 127.0.0.1:%d", port_of(2));
    char reply[600];
    snprintf(reply, sizeof reply, "$%zu\r\n%s\r\n", strlen(text), text);
    fake_say(fixture.nodes[0].held_form, reply);
    loop_spend(fixture.fake.loop, 300);
    cache_destroy(&cache);
}
