/* SPDX-License-Identifier: Apache-2.0 */
/* Moments at which a connection to a cluster ends, or has nowhere to go: while keys are counted, while slots
 * go round in a circle, while the store moves. Nodes that are none: they answer what a test wants. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "base/buffer.h"
#include "common/redis/cache.h"
#include "common/redis/redis.h"
#include "tests/support/loop_wait.h"

enum { NODES = 3, CLIENTS_MAX = 4096, SOON = 10000 /* ms */ };

typedef struct {
    int listener, port;
    loop_watch_t *watch;
    const char *topology;
    char form[128];   /* its answer to EVALSHA */
    char answer[128]; /* to commands on keys */
    bool silent_dbsize, silent_tracking, holds_form, holds_ping;
    int held_form, held_ping; /* sockets whose command waits; 0: none */
    size_t dbsizes, trackings;
} node_t;

typedef struct {
    node_t *node;
    int fd;
    loop_watch_t *watch;
    buffer_t in;
    bool subscribes;
} client_t;

static struct {
    loop_t *loop;
    redis_t *redis;
    node_t nodes[NODES];
    client_t clients[CLIENTS_MAX];
    size_t client_count;
    char address[128], topology[512];
    size_t sent;
} fixture;

static void say(const client_t *client, const char *text)
{
    send(client->fd, text, strlen(text), MSG_NOSIGNAL);
}

static void answer(client_t *client, text_t name, text_t word)
{
    node_t *node = client->node;
    if (text_equal(name, TEXT_LITERAL("CLUSTER")) && text_equal(word, TEXT_LITERAL("INFO"))) {
        say(client, "$16\r\ncluster_state:ok\r\n");
    } else if (text_equal(name, TEXT_LITERAL("CLUSTER"))) {
        say(client, node->topology);
    } else if (node->holds_ping && text_equal(name, TEXT_LITERAL("PING")))
        node->held_ping = client->fd;
    else if (node->holds_form && text_equal(name, TEXT_LITERAL("EVALSHA")))
        node->held_form = client->fd;
    else if (text_equal(name, TEXT_LITERAL("PING")) || text_equal(name, TEXT_LITERAL("ASKING")) ||
             text_equal(name, TEXT_LITERAL("SCRIPT")))
        say(client, "+OK\r\n");
    else if (text_equal(name, TEXT_LITERAL("SUBSCRIBE"))) {
        client->subscribes = true;
        say(client, "*3\r\n$9\r\nsubscribe\r\n$20\r\n__redis__:invalidate\r\n:1\r\n");
    } else if (text_equal(name, TEXT_LITERAL("CLIENT"))) {
        node->trackings += text_equal(word, TEXT_LITERAL("TRACKING"));
        if (text_equal(word, TEXT_LITERAL("ID")))
            say(client, ":7\r\n");
        else if (!node->silent_tracking)
            say(client, "+OK\r\n");
    } else if (text_equal(name, TEXT_LITERAL("DBSIZE"))) {
        node->dbsizes++;
        if (!node->silent_dbsize)
            say(client, ":0\r\n");
    } else if (text_equal(name, TEXT_LITERAL("EVALSHA")))
        say(client, node->form);
    else
        say(client, node->answer);
}

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
        node->port = (int)strtol(strrchr(place, ':') + 1, NULL, 10);
        node->watch = loop_watch_new(fixture.loop, node->listener, EPOLLIN, node_ready, node);
        snprintf(node->answer, sizeof node->answer, "%s", "$1\r\nx\r\n");
        snprintf(node->form, sizeof node->form, "%s", ":1\r\n");
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
}

TestSuite(redis_cluster_ends, .init = open_nodes, .fini = close_nodes, .timeout = 60);

/* Which ports have the lower half of the slots, and the upper one. */
static void share(int of_low, int of_high)
{
    snprintf(fixture.topology, sizeof fixture.topology,
             "*2\r\n*3\r\n:0\r\n:8191\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n"
             "*3\r\n:8192\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:%d\r\n",
             of_low, of_high);
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
    share(fixture.nodes[low_first ? 0 : 1].port, fixture.nodes[low_first ? 1 : 0].port);
    for (size_t i = 0; i < NODES; i++) {
        fixture.nodes[i].silent_dbsize = true;
        snprintf(fixture.nodes[i].form, sizeof fixture.nodes[i].form, "%s",
                 "$8\r\nUNSURE x\r\n"); /* an empty store: it asks again */
    }
    fixture.redis = redis_new(fixture.loop, &(redis_options_t){.address = fixture.address,
                                                               .form = &form_script,
                                                               .form_key = "{b}form",
                                                               .changed = nothing});
    cr_assert(loop_wait(fixture.loop, dbsize_is_asked, NULL, SOON));
    loop_spend(fixture.loop, 50);
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
    share(fixture.nodes[0].port, fixture.nodes[1].port);
    for (size_t i = 0; i < 2; i++)
        snprintf(fixture.nodes[i].answer, sizeof fixture.nodes[i].answer, "-MOVED 12539 127.0.0.1:%d\r\n",
                 fixture.nodes[1 - i].port);
    fixture.redis = redis_new(fixture.loop, &(redis_options_t){.address = fixture.address, .changed = wake});
    cr_assert(loop_wait(fixture.loop, is_connected, NULL, SOON));
    loop_spend(fixture.loop, 300);
    for (size_t i = 0; i < CALLS; i++)
        waiting[i] = true;
    wake(NULL, true);
    loop_spend(fixture.loop, 3000);
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
    return fixture.nodes[0].held_form > 0;
}

static bool ping_is_held(void *context)
{
    (void)context;
    return fixture.nodes[1].held_ping > 0;
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
             fixture.nodes[0].port, fixture.nodes[1].port, fixture.nodes[2].port);
    for (size_t i = 0; i < NODES; i++)
        fixture.nodes[i].topology = text;
    const redis_options_t options = {
        .address = fixture.address, .form = &form_script, .form_key = "{b}form", .changed = nothing};
    cache_t *cache = cache_new(fixture.loop,
                               &(cache_options_t){.redis = &options, .prefixes = prefixes, .limit = 10});
    cr_assert(loop_wait(fixture.loop, all_track, NULL, SOON));
    loop_spend(fixture.loop, 200);
    fixture.nodes[0].holds_form = fixture.nodes[1].holds_ping = fixture.nodes[1].silent_tracking = true;
    fixture.nodes[1].trackings = 0;
    for (size_t i = 0; i < fixture.client_count; i++)
        if (fixture.clients[i].fd > 0 && !fixture.clients[i].subscribes &&
            fixture.clients[i].node != &fixture.nodes[2])
            client_close(&fixture.clients[i]);
    cr_assert(loop_wait(fixture.loop, form_is_held, NULL, SOON), "no form");
    cr_assert(loop_wait(fixture.loop, ping_is_held, NULL, SOON), "no ping");
    send(fixture.nodes[1].held_ping, "+PONG\r\n", 7, MSG_NOSIGNAL);
    cr_assert(loop_wait(fixture.loop, tracking_is_asked, NULL, SOON), "no tracking");
    snprintf(text, sizeof text, "MOVEDTO token 127.0.0.1:%d", fixture.nodes[2].port);
    char reply[600];
    snprintf(reply, sizeof reply, "$%zu\r\n%s\r\n", strlen(text), text);
    send(fixture.nodes[0].held_form, reply, strlen(reply), MSG_NOSIGNAL);
    loop_spend(fixture.loop, 300);
    cache_destroy(&cache);
}
