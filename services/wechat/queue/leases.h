/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which partitions of the queues this instance works on. Each has one holder at a time, by a lease in Redis;
 * its number grows with each holder and goes along in every script that changes a queue, so that one who was
 * stopped for long cannot change what is another's by now (a fencing token).
 */
#ifndef LEIDA_SERVICES_WECHAT_QUEUE_LEASES_H
#define LEIDA_SERVICES_WECHAT_QUEUE_LEASES_H

#include "common/loop/loop.h"
#include "common/redis/redis.h"
#include "services/wechat/queue/queue_keys.h"

typedef struct leases leases_t;

extern const redis_script_t leases_take_script, leases_give_script;

/* Begins to take partitions, one in LEASES_TICK_MS, so that instances that start together share them; but
 * none while `wanted` says that there is no work for anybody. NULL: there always is. */
leases_t *leases_new(loop_t *loop, redis_t *redis, bool (*wanted)(void *context), void *context);
enum { LEASES_MS = 10000, LEASES_TICK_MS = 500 };
/* Gives back what it holds, as far as Redis can be reached; takes no more. */
void leases_stop(leases_t *self);
void leases_destroy(leases_t **self_p);

/* The number of the lease of a partition; 0: another instance has it, or nobody. */
int64_t leases_number(const leases_t *self, unsigned partition);
/* A script has said that the lease is another's now. */
void leases_lost(leases_t *self, unsigned partition);
/* How many this instance holds. */
size_t leases_count(const leases_t *self);

#endif
