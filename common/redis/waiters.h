/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who waits for a reply of Redis, in the order of the commands: a ring that grows and never shrinks, so that
 * a command costs no allocation.
 */
#ifndef LEIDA_COMMON_REDIS_WAITERS_H
#define LEIDA_COMMON_REDIS_WAITERS_H

#include "common/redis/command.h"

/* Who waits for a reply. The link keeps it and gives it back; only `subscribes` and `size` mean something to
 * it. */
typedef struct {
    redis_reply_fn *done;
    void *context;
    redis_script_counts_t *script; /* NULL: not a script */
    int64_t sent_at;               /* loop_now_us */
    bool subscribes;               /* its reply acknowledges a subscription: messages may follow */
    bool prepares;                 /* a step of redis_t's own, to make the connection usable */
    bool confirms;                 /* redis_t's own: its reply says how many replicas have all up to here */
    bool unheard;                  /* redis_t's own: its reply says nothing */
    bool durable;                  /* its answer is given out only when enough of them have */
    uint8_t redirections;          /* that it has followed, in a cluster */
    uint32_t size;                 /* bytes of the command, where the link keeps commands */
} redis_waiter_t;

/* A zeroed one is empty. */
typedef struct {
    redis_waiter_t *ring;
    size_t first, count, capacity; /* the capacity is a power of two */
} redis_waiters_t;

/* Returns the copy, which lasts until the next call. */
redis_waiter_t *redis_waiters_add(redis_waiters_t *self, const redis_waiter_t *waiter);
/* Takes the oldest; there must be one. */
redis_waiter_t redis_waiters_take(redis_waiters_t *self);
void redis_waiters_free(redis_waiters_t *self);

#endif
