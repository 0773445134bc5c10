/* SPDX-License-Identifier: Apache-2.0 */
/* The instances of one service as a gateway knows them: which to ask, which come and which leave. */
#ifndef LEIDA_GATEWAY_UPSTREAM_POOL_H
#define LEIDA_GATEWAY_UPSTREAM_POOL_H

#include "gateway/upstream/instance.h"

enum { POOL_MAX = 64 };

/* What became of the calls of one service. */
typedef struct {
    size_t in_flight;
    uint64_t calls, takeovers, late_replies, timeouts, unavailable, overload; /* since the start */
} pool_counts_t;

typedef struct {
    instance_t *instances[POOL_MAX];
    size_t count;
    size_t turn; /* where a search begins, so that equally loaded instances take turns */
    pool_counts_t counts;
    int64_t left; /* loop_now when an instance that had said goodbye was last there; 0: never */
} pool_t;

/* The live instance with the fewest calls, of equals the one whose turn it is; NULL when there is none. */
instance_t *pool_least_loaded(const pool_t *self, const instance_t *besides);

/* Makes the pool what the list of endpoints says: new ones are connected to, those not in it retire. False,
 * after logging it, when one is no endpoint or there are too many; the others count. */
bool pool_set(pool_t *self, loop_t *loop, const char *list);
/* Ends those that have retired and have no call any more. */
void pool_remove_retired(pool_t *self);
/* Ends all. */
void pool_clear(pool_t *self);

#endif
