/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Redis Cluster behind redis_t: one connection to each master, each command to the one that has its slot.
 *
 * The topology is asked of one of the known nodes at start, after a redirection, when a connection breaks or
 * a node says that the cluster is down, and every 10 s. A redirection also corrects its own slot at once, and
 * is followed, five times at most. What no node takes for now is REDIS_UNAVAILABLE, as with one server.
 */
#ifndef LEIDA_COMMON_REDIS_CLUSTER_H
#define LEIDA_COMMON_REDIS_CLUSTER_H

#include "common/redis/members.h"

typedef struct redis_cluster redis_cluster_t;

/* `shared` must outlive it. */
redis_cluster_t *redis_cluster_new(redis_shared_t *shared, const redis_seeds_t *seeds);
/* As redis_destroy. */
void redis_cluster_destroy(redis_cluster_t **self_p);

/* Whether any master can be used. */
bool redis_cluster_is_connected(const redis_cluster_t *self);
size_t redis_cluster_in_flight(const redis_cluster_t *self);
/* Why it is not connected; empty when it is. */
const char *redis_cluster_trouble(const redis_cluster_t *self);

/* False, and the waiter will not be called, when the master of its slot cannot be used now. A command without
 * a key, or with keys of two slots, is a bug: asserted, logged, false. */
bool redis_cluster_send(redis_cluster_t *self, const redis_command_t *command, redis_waiter_t *waiter);
/* The same for the script at `index`: `arguments` holds its keys, 1 or more, then the others. */
bool redis_cluster_run(redis_cluster_t *self, size_t index, size_t key_count,
                       const redis_command_t *arguments, redis_waiter_t *waiter);

/* Its nodes, for common/redis/redis.c. */
redis_members_t *redis_cluster_members(redis_cluster_t *self);
/* As redis_read, of all connections. */
void redis_cluster_read(redis_cluster_t *self);

#endif
