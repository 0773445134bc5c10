/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One Redis server: a link to it, made again with back-off (at once, then 10 ms doubling to 1 s) and prepared
 * (password, scripts, the store's form) before anything else is sent. Where Sentinels watch over it they are
 * asked for the master before each attempt to connect, and every second afterwards. Where replicas are to
 * have a write before it counts, the answers of durable commands wait for a WAIT on the same connection: one
 * for all that are there at a time.
 *
 * redis_t is either one of these or a cluster of them.
 */
#ifndef LEIDA_COMMON_REDIS_NODE_H
#define LEIDA_COMMON_REDIS_NODE_H

#include "common/redis/address.h"
#include "common/redis/shared.h"
#include "common/redis/waiters.h"

typedef struct redis_node redis_node_t;

/* A command that a node of a cluster has not done. All of it lasts until the return. */
typedef struct {
    const redis_waiter_t *waiter;
    const redis_reply_t *reply; /* an error */
    text_t command;             /* as it was sent, until something else is sent to this node */
} redis_refusal_t;

typedef struct {
    /* As redis_options_t.changed. */
    void (*changed)(void *owner, redis_node_t *node, bool connected);
    /* Of a cluster; else NULL. Says of an error that REDIS_MEND_ROUTE stands for whether the owner has taken
     * the command over, to another node: its waiter is not called then. */
    bool (*refused)(void *owner, redis_node_t *node, const redis_refusal_t *refusal);
} redis_node_events_t;

/* Begins to connect. `address` NULL: that of the options, which may name Sentinels. `shared` and `events`
 * must outlive it. With `events->refused` the store's form is not asked: the owner does, of whom it concerns.
 */
redis_node_t *redis_node_new(redis_shared_t *shared, const redis_address_t *address,
                             const redis_node_events_t *events, void *owner);
/* Every command that still waits gets REDIS_LOST first; `changed` is not called. Not from within one of its
 * own callbacks. */
void redis_node_destroy(redis_node_t **self_p);

bool redis_node_is_connected(const redis_node_t *self);
size_t redis_node_in_flight(const redis_node_t *self);
/* Where it is, as options have an address. It lasts as long as the node. */
const char *redis_node_address(const redis_node_t *self);
/* Why it was not connected when it last failed to be; empty once it is. */
const char *redis_node_trouble(const redis_node_t *self);

/* False, and the waiter will not be called, when there is no connection. Sets when it was sent. */
bool redis_node_send(redis_node_t *self, const redis_command_t *command, redis_waiter_t *waiter);
/* The same with a command that another node has refused, behind an ASKING if that one has said so. It counts
 * as the command it was. */
bool redis_node_send_again(redis_node_t *self, text_t command, const redis_waiter_t *waiter, bool asking);

/* As redis_subscribe and redis_read (common/redis/redis.h). */
bool redis_node_subscribe(redis_node_t *self, const redis_command_t *channels,
                          const redis_listener_t *listener);
void redis_node_read(redis_node_t *self);

#endif
