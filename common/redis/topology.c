/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/topology.h"

#include <assert.h>

#include "base/hex.h"

/* A node of one shard, as read. */
typedef struct {
    redis_address_t address;
    char id[REDIS_NODE_ID_SIZE];
    bool reachable, master, healthy;
} member_t;

/* How many slots all ranges may have in sum: they cost time. A failed master may be listed beside the next
 * one, with the same slots. */
enum { CLAIMS_MAX = 8 * REDIS_SLOTS };

typedef struct {
    redis_topology_t *into;
    const redis_address_t *asked;
    size_t claims; /* slots of the ranges so far */
} reading_t;

/* ---- words ---- */

static bool host_is_told(text_t host)
{
    return host.size > 0 && !text_equal(host, TEXT_LITERAL("?"));
}

/* What a resolver or connect() may be asked for: printable, without spaces. */
static bool host_is_plain(text_t host)
{
    for (size_t i = 0; i < host.size; i++)
        if (host.data[i] <= ' ' || host.data[i] == 0x7f || strchr("/[],", host.data[i]))
            return false;
    return host.size < REDIS_HOST_SIZE;
}

bool redis_announced_read(text_t host, int64_t port, const redis_address_t *asked, redis_address_t *address)
{
    if (!host_is_told(host))
        host = asked->local ? TEXT_NONE : text_of(asked->host);
    if (host.size == 0 || !host_is_plain(host) || port < 1 || port > 65535)
        return false;
    *address = (redis_address_t){.port = (int)port};
    memcpy(address->host, host.data, host.size);
    return true;
}

static void take_id(char id[REDIS_NODE_ID_SIZE], text_t text)
{
    id[0] = '\0';
    if (text.size != REDIS_NODE_ID_SIZE - 1 || !hex_is(text))
        return;
    memcpy(id, text.data, text.size);
    id[text.size] = '\0';
}

/* The value of a name in a list of names and values; NULL when it is not there. */
static const redis_reply_t *value_of(const redis_reply_t *map, text_t name)
{
    if (map->type != REDIS_REPLY_ARRAY)
        return NULL;
    for (size_t i = 0; i + 1 < map->elements; i += 2)
        if (text_equal(redis_text(map->element[i]), name))
            return map->element[i + 1];
    return NULL;
}

static text_t word_of(const redis_reply_t *map, text_t name)
{
    const redis_reply_t *value = value_of(map, name);
    return value ? redis_text(value) : TEXT_NONE;
}

/* ---- the value ---- */

static redis_master_t *find_master(redis_topology_t *self, const redis_address_t *address)
{
    for (size_t i = 0; i < self->master_count; i++)
        if (redis_address_equal(&self->masters[i].address, address))
            return &self->masters[i];
    return NULL;
}

/* Gives false. */
static bool refuse(redis_topology_t *self, const char *why)
{
    self->refusal = why;
    return false;
}

/* NULL, and refused, when there is no room for another. */
static redis_master_t *add_master(redis_topology_t *self, const member_t *member)
{
    redis_master_t *master = find_master(self, &member->address);
    if (!master && self->master_count < REDIS_MASTERS_MAX) {
        master = &self->masters[self->master_count++];
        *master = (redis_master_t){.address = member->address, .healthy = member->healthy};
        memcpy(master->id, member->id, sizeof master->id);
    }
    static_assert(REDIS_MASTERS_MAX == 128, "as the words say");
    if (!master)
        refuse(self, "there are more than 128 masters");
    return master;
}

static void add_replica(redis_topology_t *self, const member_t *member, const redis_master_t *master)
{
    for (size_t i = 0; i < self->replica_count; i++)
        if (redis_address_equal(&self->replicas[i].address, &member->address))
            return;
    if (self->replica_count == REDIS_REPLICAS_MAX)
        return;
    redis_replica_t *replica = &self->replicas[self->replica_count++];
    *replica = (redis_replica_t){
        .address = member->address, .healthy = member->healthy, .master = (uint8_t)(master - self->masters)};
    memcpy(replica->id, member->id, sizeof replica->id);
}

static void give_slot(redis_topology_t *self, size_t slot, redis_master_t *master)
{
    redis_master_t *before = self->map[slot] == REDIS_NO_MASTER ? NULL : &self->masters[self->map[slot]];
    if (before && (before->healthy || !master->healthy))
        return;
    if (before)
        before->slots--;
    else
        self->covered++;
    self->map[slot] = (uint8_t)(master - self->masters);
    master->slots++;
}

/* `master` NULL: nobody has them. */
static bool give_slots(reading_t *self, const redis_reply_t *first, const redis_reply_t *last,
                       redis_master_t *master)
{
    if (first->type != REDIS_REPLY_INTEGER || last->type != REDIS_REPLY_INTEGER || first->integer < 0 ||
        first->integer > last->integer || last->integer >= REDIS_SLOTS)
        return false;
    self->claims += (size_t)(last->integer - first->integer + 1);
    if (self->claims > CLAIMS_MAX)
        return refuse(self->into, "it lists the same slots many times");
    for (size_t slot = (size_t)first->integer; master && slot <= (size_t)last->integer; slot++)
        give_slot(self->into, slot, master);
    return true;
}

/* ---- CLUSTER SHARDS: ["slots", [first, last, …], "nodes", [node, …]] for each shard ---- */

/* What is preferred ("endpoint": a name where names are announced) before the bare address. */
static bool read_shard_member(const reading_t *self, const redis_reply_t *node, member_t *member)
{
    const redis_reply_t *port = value_of(node, TEXT_LITERAL("port"));
    if (node->type != REDIS_REPLY_ARRAY)
        return false;
    text_t host = word_of(node, TEXT_LITERAL("endpoint"));
    if (text_equal(host, TEXT_LITERAL("?")))
        host = word_of(node, TEXT_LITERAL("ip"));
    *member = (member_t){
        .reachable = port != NULL,
        .master = text_equal(word_of(node, TEXT_LITERAL("role")), TEXT_LITERAL("master")),
        .healthy = text_equal(word_of(node, TEXT_LITERAL("health")), TEXT_LITERAL("online"))};
    take_id(member->id, word_of(node, TEXT_LITERAL("id")));
    return !port || (port->type == REDIS_REPLY_INTEGER &&
                     redis_announced_read(host, port->integer, self->asked, &member->address));
}

/* The healthy master of a shard before one that is not; *found tells whether there is any. */
static bool find_shard_master(const reading_t *self, const redis_reply_t *nodes, member_t *master,
                              bool *found)
{
    *found = false;
    for (size_t i = 0; i < nodes->elements; i++) {
        member_t member;
        if (!read_shard_member(self, nodes->element[i], &member))
            return false;
        if (!member.master || !member.reachable || (*found && (master->healthy || !member.healthy)))
            continue;
        *master = member;
        *found = true;
    }
    return true;
}

static bool add_shard_replicas(const reading_t *self, const redis_reply_t *nodes,
                               const redis_master_t *master)
{
    for (size_t i = 0; i < nodes->elements; i++) {
        member_t member;
        if (!read_shard_member(self, nodes->element[i], &member))
            return false;
        if (!member.master && member.reachable)
            add_replica(self->into, &member, master);
    }
    return true;
}

static bool read_shard(reading_t *self, const redis_reply_t *shard)
{
    const redis_reply_t *slots = value_of(shard, TEXT_LITERAL("slots"));
    const redis_reply_t *nodes = value_of(shard, TEXT_LITERAL("nodes"));
    member_t member;
    bool found;
    if (!slots || slots->type != REDIS_REPLY_ARRAY || slots->elements % 2 != 0 || !nodes ||
        nodes->type != REDIS_REPLY_ARRAY || !find_shard_master(self, nodes, &member, &found))
        return false;
    redis_master_t *master = found ? add_master(self->into, &member) : NULL;
    if (found && !master)
        return false;
    for (size_t i = 0; i < slots->elements; i += 2)
        if (!give_slots(self, slots->element[i], slots->element[i + 1], master))
            return false;
    return !master || add_shard_replicas(self, nodes, master);
}

/* ---- CLUSTER SLOTS: [first, last, master, replica, …], a node: [host, port, id, ["ip", address, …]] ---- */

static bool read_slots_member(const reading_t *self, const redis_reply_t *node, member_t *member)
{
    if (node->type != REDIS_REPLY_ARRAY || node->elements < 2 ||
        node->element[1]->type != REDIS_REPLY_INTEGER)
        return false;
    text_t host = redis_text(node->element[0]);
    if (text_equal(host, TEXT_LITERAL("?")) && node->elements > 3)
        host = word_of(node->element[3], TEXT_LITERAL("ip"));
    *member = (member_t){.reachable = node->element[1]->integer != 0, .healthy = true};
    if (node->elements > 2)
        take_id(member->id, redis_text(node->element[2]));
    return !member->reachable ||
           redis_announced_read(host, node->element[1]->integer, self->asked, &member->address);
}

static bool read_range(reading_t *self, const redis_reply_t *range)
{
    member_t member;
    if (range->elements < 3 || !read_slots_member(self, range->element[2], &member))
        return false;
    redis_master_t *master = member.reachable ? add_master(self->into, &member) : NULL;
    if ((member.reachable && !master) || !give_slots(self, range->element[0], range->element[1], master))
        return false;
    for (size_t i = 3; i < range->elements; i++) {
        if (!read_slots_member(self, range->element[i], &member))
            return false;
        if (master && member.reachable)
            add_replica(self->into, &member, master);
    }
    return true;
}

/* ---- either ---- */

static bool read_entry(reading_t *self, const redis_reply_t *entry)
{
    if (entry->type != REDIS_REPLY_ARRAY || entry->elements == 0)
        return false;
    return entry->element[0]->type == REDIS_REPLY_INTEGER ? read_range(self, entry) : read_shard(self, entry);
}

bool redis_topology_read(redis_topology_t *self, const redis_reply_t *reply, const redis_address_t *asked)
{
    reading_t reading = {.into = self, .asked = asked};
    self->refusal = "it does not know who has which slots";
    self->master_count = self->replica_count = self->covered = 0;
    memset(self->map, REDIS_NO_MASTER, sizeof self->map);
    if (reply->type != REDIS_REPLY_ARRAY)
        return false;
    for (size_t i = 0; i < reply->elements; i++)
        if (!read_entry(&reading, reply->element[i]))
            return false;
    assert(self->master_count > 0 || self->covered == 0);
    return self->covered > 0;
}
