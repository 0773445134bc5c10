/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/cluster.h"

#include <stdlib.h>

#include "base/random.h"
#include "common/redis/topology.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/inquiry.h"

enum { ASKED_MAX = 6 /* nodes, one after the other, that may all keep silent */ };

struct cluster {
    const char *password;
    const char *name; /* of connections; NULL: none */
    redis_seeds_t seeds;
    random_t random;
    redis_topology_t *topology, *told;    /* what is believed; room for an answer */
    server_t *servers[REDIS_MASTERS_MAX]; /* of the masters of the topology; NULL: no connection */
    buffer_t trouble;                     /* NUL-terminated */
};

/* ---- who has which slots ---- */

static redis_topology_t *topology_new(void)
{
    redis_topology_t *topology = memory_new_zeroed(sizeof *topology);
    memset(topology->map, REDIS_NO_MASTER, sizeof topology->map);
    return topology;
}

static size_t place_of(const redis_topology_t *topology, const redis_address_t *address)
{
    size_t place = 0;
    while (place < topology->master_count && !redis_address_equal(&topology->masters[place].address, address))
        place++;
    return place;
}

/* REDIS_MASTERS_MAX when there is no room for another. */
static size_t find_or_add(redis_topology_t *topology, const redis_address_t *address)
{
    const size_t place = place_of(topology, address);
    if (place == topology->master_count && place < REDIS_MASTERS_MAX)
        topology->masters[topology->master_count++] = (redis_master_t){.address = *address, .healthy = true};
    return place;
}

/* Believes the answer: connections to those that are still masters are kept. */
static void believe(cluster_t *self)
{
    server_t *servers[REDIS_MASTERS_MAX] = {NULL};
    for (size_t i = 0; i < self->topology->master_count; i++) {
        const size_t place = place_of(self->told, &self->topology->masters[i].address);
        if (place < self->told->master_count)
            servers[place] = self->servers[i];
        else
            server_destroy(&self->servers[i]);
    }
    memcpy(self->servers, servers, sizeof servers);
    redis_topology_t *before = self->topology;
    self->topology = self->told;
    self->told = before;
}

/* One of all nodes that are known: masters, replicas, seeds; NULL behind the last. */
static const redis_address_t *node_at(const cluster_t *self, size_t place)
{
    const redis_topology_t *topology = self->topology;
    if (place < topology->master_count)
        return &topology->masters[place].address;
    place -= topology->master_count;
    if (place < topology->replica_count)
        return &topology->replicas[place].address;
    place -= topology->replica_count;
    return place < self->seeds.count ? &self->seeds.seeds[place] : NULL;
}

/* False when none of them told, as the inquiry says of the last. */
static bool ask_nodes(cluster_t *self, inquiry_t *inquiry, size_t most)
{
    size_t count = 0;
    while (node_at(self, count))
        count++;
    const size_t first = (size_t)random_below(&self->random, (int64_t)count);
    for (size_t i = 0; i < count && i < most; i++)
        if (inquiry_ask(inquiry, node_at(self, (first + i) % count), self->told)) {
            believe(self);
            return true;
        }
    return false;
}

void cluster_ask(cluster_t *self)
{
    inquiry_t inquiry = {.password = self->password};
    ask_nodes(self, &inquiry, ASKED_MAX);
}

void cluster_correct(cluster_t *self, int slot, const redis_address_t *address)
{
    redis_topology_t *topology = self->topology;
    const size_t place = find_or_add(topology, address);
    if (slot < 0 || place == REDIS_MASTERS_MAX)
        return; /* it is found when the topology is asked for */
    topology->masters[place].slots++;
    topology->map[slot] = (uint8_t)place;
}

/* ---- connections ---- */

static void write_trouble(buffer_t *out, const redis_address_t *address, text_t what)
{
    char place[REDIS_ADDRESS_SIZE];
    redis_address_write(address, place);
    buffer_append_format(out, "redis at %s: %.*s", place, TEXT_ARG(what));
}

static void set_trouble(cluster_t *self, const redis_address_t *address, const char *reason)
{
    buffer_clear(&self->trouble);
    write_trouble(&self->trouble, address, text_of(reason));
    buffer_append_char(&self->trouble, '\0');
}

const char *cluster_trouble(const cluster_t *self)
{
    return self->trouble.data;
}

void cluster_write_trouble(buffer_t *out, const server_t *server, text_t what)
{
    write_trouble(out, server_address(server), what);
}

/* Whether it took the name. */
static bool name_connection(cluster_t *self, server_t *server)
{
    if (!self->name)
        return true;
    const text_t words[] = {TEXT_LITERAL("CLIENT"), TEXT_LITERAL("SETNAME"), text_of(self->name)};
    redis_reply_t *reply = server_ask(server, sizeof words / sizeof *words, words);
    const bool named = reply && reply->type != REDIS_REPLY_ERROR;
    if (!named)
        set_trouble(self, server_address(server), reply ? reply->str : server_trouble(server));
    redis_reply_free(reply);
    return named;
}

static server_t *connect_to(cluster_t *self, const redis_address_t *address)
{
    connection_t connection = {.context = NULL};
    if (!connection_try(&connection, address, self->password)) {
        set_trouble(self, address, connection.reason);
        return NULL;
    }
    server_t *server = server_new(connection.context, address);
    if (!name_connection(self, server))
        server_destroy(&server);
    return server;
}

server_t *cluster_at(cluster_t *self, size_t place)
{
    server_t **server = &self->servers[place];
    if (!*server)
        *server = connect_to(self, &self->topology->masters[place].address);
    return *server;
}

server_t *cluster_server(cluster_t *self, int slot)
{
    if (slot < 0)
        return cluster_at(self, (size_t)random_below(&self->random, (int64_t)self->topology->master_count));
    const uint8_t place = self->topology->map[slot];
    if (place != REDIS_NO_MASTER)
        return cluster_at(self, place);
    buffer_clear(&self->trouble);
    buffer_append_format(&self->trouble, "redis: no master has slot %d", slot);
    buffer_append_char(&self->trouble, '\0');
    return NULL;
}

server_t *cluster_server_at(cluster_t *self, const redis_address_t *address)
{
    const size_t place = find_or_add(self->topology, address);
    if (place < REDIS_MASTERS_MAX)
        return cluster_at(self, place);
    set_trouble(self, address, "there are more masters than leidactl has room for");
    return NULL;
}

void cluster_write(cluster_t *self)
{
    for (size_t i = 0; i < self->topology->master_count; i++)
        if (self->servers[i])
            server_write(self->servers[i]); /* what goes wrong shows when it is to answer */
}

void cluster_drop_broken(cluster_t *self)
{
    for (size_t i = 0; i < self->topology->master_count; i++)
        if (self->servers[i] && server_trouble(self->servers[i])[0])
            server_destroy(&self->servers[i]);
}

size_t cluster_count(const cluster_t *self)
{
    return self->topology->master_count;
}

bool cluster_has_slots(const cluster_t *self, size_t place)
{
    return self->topology->masters[place].slots > 0;
}

void cluster_hold(cluster_t *self, const char *name)
{
    self->name = name;
    for (size_t i = 0; i < self->topology->master_count; i++)
        if (self->servers[i] && !name_connection(self, self->servers[i]))
            server_destroy(&self->servers[i]); /* it is opened anew, and gets it then */
}

bool cluster_is_held(const cluster_t *self)
{
    return self->name != NULL;
}

cluster_t *cluster_new(const connection_settings_t *settings, const redis_seeds_t *seeds)
{
    cluster_t *self = memory_new_zeroed(sizeof *self);
    inquiry_t inquiry = {.password = settings->password};
    self->password = settings->password;
    self->seeds = *seeds;
    self->random = random_seeded();
    self->topology = topology_new();
    self->told = topology_new();
    if (!ask_nodes(self, &inquiry, seeds->count)) {
        set_trouble(self, &inquiry.address, inquiry.reason);
        fail("%s%s", self->trouble.data,
             strstr(inquiry.reason, "cluster support disabled") ? ": its address has no cluster://" : "");
    }
    return self;
}

void cluster_destroy(cluster_t **self_p)
{
    cluster_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (size_t i = 0; i < REDIS_MASTERS_MAX; i++)
        server_destroy(&self->servers[i]);
    free(self->topology);
    free(self->told);
    buffer_free(&self->trouble);
    free(self);
}
