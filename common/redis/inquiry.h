/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks the nodes of a cluster for its topology, one after the other until one of them knows it: who is silent
 * for half a second, or has not answered in whole after one, is skipped. It has a connection of its own, so
 * that a node that hangs delays no command, and closes it after each answer. Used by common/redis/cluster.c.
 */
#ifndef LEIDA_COMMON_REDIS_INQUIRY_H
#define LEIDA_COMMON_REDIS_INQUIRY_H

#include "common/loop/loop.h"
#include "common/redis/options.h"
#include "common/redis/topology.h"

typedef struct redis_inquiry redis_inquiry_t;

typedef enum {
    REDIS_INQUIRY_SURE,   /* of a node for which the cluster is whole */
    REDIS_INQUIRY_UNSURE, /* of one for which it is down, maybe since it is cut off from the others */
    REDIS_INQUIRY_FAILED
} redis_inquiry_result_t;

/* `topology` lasts until the next question; NULL when none of the nodes could tell: `reason` is then why the
 * last one could not. */
typedef void(redis_inquiry_fn)(void *context, redis_inquiry_result_t result, const redis_topology_t *topology,
                               const char *reason);

enum { REDIS_INQUIRY_NODES_MAX = 64 };

/* `options`: for user and password; it must outlive the inquiry. */
redis_inquiry_t *redis_inquiry_new(loop_t *loop, const redis_options_t *options, redis_inquiry_fn *done,
                                   void *context);
/* `done` is not called any more. */
void redis_inquiry_destroy(redis_inquiry_t **self_p);

bool redis_inquiry_is_under_way(const redis_inquiry_t *self);
/* Begins to ask, unless it is asking already: these nodes, in this order, until one is sure. `done` is called
 * once, later. `count`: 1..REDIS_INQUIRY_NODES_MAX. */
void redis_inquiry_ask(redis_inquiry_t *self, const redis_address_t *nodes, size_t count);

#endif
