/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a node of a cluster answers to CLUSTER SHARDS or CLUSTER SLOTS, as a value: the masters, their
 * replicas, and whose each slot is. Pure, and the answer is hostile until read. For redis_t's cluster side
 * and for leidactl.
 */
#ifndef LEIDA_COMMON_REDIS_TOPOLOGY_H
#define LEIDA_COMMON_REDIS_TOPOLOGY_H

#include "common/redis/address.h"
#include "common/redis/reply.h"
#include "common/redis/slots.h"

enum {
    REDIS_MASTERS_MAX = 128,
    REDIS_REPLICAS_MAX = 256,
    REDIS_NO_MASTER = 0xff, /* in the map */
    REDIS_NODE_ID_SIZE = 41 /* 40 hexadecimal digits, NUL-terminated */
};

typedef struct {
    redis_address_t address;
    char id[REDIS_NODE_ID_SIZE]; /* empty when it was not told */
    bool healthy;                /* not known to have failed, nor to be loading */
    size_t slots;                /* how many are its */
} redis_master_t;

typedef struct {
    redis_address_t address;
    char id[REDIS_NODE_ID_SIZE];
    bool healthy;
    uint8_t master; /* index of the one that it follows */
} redis_replica_t;

/* Some 130 KB: for the heap. */
typedef struct {
    redis_master_t masters[REDIS_MASTERS_MAX];
    size_t master_count;
    redis_replica_t replicas[REDIS_REPLICAS_MAX]; /* what is beyond is left out */
    size_t replica_count;
    uint8_t map[REDIS_SLOTS]; /* index of the master, or REDIS_NO_MASTER */
    size_t covered;           /* slots that have one */
    const char *refusal;      /* why it was refused, where it was */
} redis_topology_t;

/*
 * Reads either answer. `asked` is where the question went: a node without a host of its own is there too, and
 * its port counts. Hosts are names or addresses, IPv6 too.
 *
 * A shard's master is the healthy one, wherever it stands in the list; of two that claim a slot the first
 * healthy one has it. Masters without a slot are listed. A node that cannot be reached (no port, as behind
 * TLS only) is left out.
 *
 * False, and of *self nothing but `refusal` defined, when the answer is none of the two, breaks a bound (more
 * masters than there is room for, a slot or a port that is none, ranges with more than eight times all slots
 * in sum), or gives no slot to anybody: who answers so is no source of truth.
 */
bool redis_topology_read(redis_topology_t *self, const redis_reply_t *reply, const redis_address_t *asked);

/* Reads "HOST" and PORT as nodes announce them in answers and redirections. An empty host, "?" and one that
 * is not given (TEXT_NONE) stand for that of `asked`. False when it is no address. */
bool redis_announced_read(text_t host, int64_t port, const redis_address_t *asked, redis_address_t *address);

#endif
