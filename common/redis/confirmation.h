/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answers of one connection on their way to who waits for them. Where replicas are to have a write before
 * it counts, those of durable commands are held until a WAIT on the same connection says so: one for all that
 * are there at a time. Used by common/redis/node.c.
 */
#ifndef LEIDA_COMMON_REDIS_CONFIRMATION_H
#define LEIDA_COMMON_REDIS_CONFIRMATION_H

#include "common/redis/held.h"
#include "common/redis/link.h"
#include "common/redis/log.h"
#include "common/redis/shared.h"

typedef struct {
    redis_shared_t *shared;
    redis_link_t *link;
    redis_log_t *log;
    redis_held_t held; /* answers that wait for the replicas, and those behind them */
    bool waiting;      /* a WAIT is on its way */
} redis_confirmation_t;

/* Gives the answer to its waiter, now or once it is confirmed. */
void redis_confirmation_take(redis_confirmation_t *self, const redis_held_answer_t *answer);
/* The reply to a WAIT. NULL: the connection is lost. */
void redis_confirmation_told(redis_confirmation_t *self, const redis_reply_t *reply);
/* The connection is lost: durable answers that are held become REDIS_LOST. */
void redis_confirmation_give_up(redis_confirmation_t *self);

#endif
