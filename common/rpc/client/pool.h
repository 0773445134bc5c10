/* SPDX-License-Identifier: Apache-2.0 */
/* The instances of one service: which to ask, which come and which leave. Part of the machine of dispatch.h.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_POOL_H
#define LEIDA_COMMON_RPC_CLIENT_POOL_H

#include "common/rpc/client/instance.h"

enum { POOL_MAX = 64 };

/* What became of the calls of one service, and what came of it that could not be taken. */
typedef struct {
    size_t in_flight;
    uint64_t calls, failovers, late_replies, timeouts, unavailable, overload, malformed; /* since the start */
} pool_counts_t;

typedef struct pool {
    const instance_actions_t *actions;
    instance_t *instances[POOL_MAX];
    size_t count;
    size_t turn; /* where a search begins, so that equally loaded instances take turns */
    /* Calls that wait for an instance: those that nobody can have applied, and the others; and those that
     * every live instance has just passed back, by when they are tried again. */
    pending_queue_t untried, tried, resting;
    char *list;        /* of the endpoints that it is to have */
    bool unfilled;     /* some of them have no instance yet, for want of room */
    int64_t returning; /* until then one that has left is expected back; 0: none has */
    pool_counts_t counts;
} pool_t;

/* The live instance with the fewest calls, of equals the one whose turn it is; NULL when there is none. */
instance_t *pool_least_loaded(const pool_t *self, int64_t now);

/* Opens the first or a new connection to an instance. */
bool pool_connect(pool_t *self, instance_t *instance, int64_t now);
/* The pool is to become what the list of endpoints (between blanks or commas) says: those not in it retire;
 * pool_remove_retired and pool_fill do the rest. */
void pool_want(pool_t *self, const char *list);
/* Connects to what is in the list and new. False, after logging it, when one cannot be connected to (it is
 * tried again each second), or when there is no room for all: then `unfilled` says so until there is. */
bool pool_fill(pool_t *self, int64_t now);
/* Ends those that have retired and have no call any more. */
void pool_remove_retired(pool_t *self);
/* Frees what it keeps itself, once all its instances are gone. */
void pool_free(pool_t *self);

#endif
