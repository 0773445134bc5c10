/* SPDX-License-Identifier: Apache-2.0 */
/* What a node of a cluster says of its topology, the errors that lead elsewhere, and commands whose slot is
 * looked for. */
#include "common/redis/redirection.h"
#include "common/redis/topology.h"
#include "common/redis/tree.h"
#include "tests/fuzz/fuzz.h"

#include <hiredis/hiredis.h>
#include <stdlib.h>

static const redis_address_t asked = {.host = "asked", .port = 1};

static void look_at_slots(const redis_topology_t *topology)
{
    size_t counts[REDIS_MASTERS_MAX] = {0}, covered = 0;
    for (size_t i = 0; i < REDIS_SLOTS; i++) {
        if (topology->map[i] == REDIS_NO_MASTER)
            continue;
        HOLDS(topology->map[i] < topology->master_count);
        counts[topology->map[i]]++;
        covered++;
    }
    HOLDS(covered == topology->covered && covered > 0);
    for (size_t i = 0; i < topology->master_count; i++)
        HOLDS(topology->masters[i].slots == counts[i]);
}

static void look_at_address(const redis_address_t *address)
{
    HOLDS(!address->local && address->port >= 1 && address->port <= 65535);
    HOLDS(address->host[0] && memchr(address->host, '\0', sizeof address->host));
}

static void look_at(const redis_topology_t *topology)
{
    HOLDS(topology->master_count >= 1 && topology->master_count <= REDIS_MASTERS_MAX);
    HOLDS(topology->replica_count <= REDIS_REPLICAS_MAX);
    for (size_t i = 0; i < topology->master_count; i++)
        look_at_address(&topology->masters[i].address);
    for (size_t i = 0; i < topology->replica_count; i++) {
        look_at_address(&topology->replicas[i].address);
        HOLDS(topology->replicas[i].master < topology->master_count);
    }
    look_at_slots(topology);
}

static void look_at_error(text_t error)
{
    const redis_redirection_t where = redis_redirection_read(error, &asked);
    HOLDS(where.kind < REDIS_REDIRECTION_KINDS && where.slot < REDIS_SLOTS);
    if (where.kind == REDIS_REDIRECTED_MOVED || where.kind == REDIS_REDIRECTED_ASK)
        look_at_address(&where.to);
    else
        HOLDS(where.slot == 0 && !where.to.host[0]);
}

static void look_for_slot(const redis_reply_t *reply)
{
    redis_command_t command = {0};
    for (size_t i = 0; i < reply->elements && i < REDIS_ARGUMENTS_MAX; i++)
        redis_add(&command, redis_text(reply->element[i]));
    const redis_key_range_t keys = redis_command_keys(&command);
    const int slot = redis_command_slot(&command);
    HOLDS(keys.count == 0 || keys.first + keys.count <= command.count);
    HOLDS(slot >= REDIS_SLOT_TWO && slot < REDIS_SLOTS);
    HOLDS((keys.count == 0) == (slot == REDIS_SLOT_NO_KEY));
    for (size_t i = 0; slot >= 0 && i < keys.count; i++)
        HOLDS(redis_slot_of((text_t){command.values[keys.first + i], command.sizes[keys.first + i]}) ==
              (unsigned)slot);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    redis_topology_t *topology = memory_new(sizeof *topology);
    arena_t arena = {0};
    void *reply = NULL;
    redisReader *reader = redisReaderCreate();
    redis_tree_use(reader, &arena);
    redisReaderFeed(reader, (const char *)data, size);
    if (redisReaderGetReply(reader, &reply) == 0 && reply) {
        if (redis_topology_read(topology, reply, &asked))
            look_at(topology);
        look_at_error(redis_text(reply));
        look_for_slot(reply);
    }
    redisReaderFree(reader);
    arena_free(&arena);
    free(topology);
    return 0;
}
