/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections by what they wait for, the longest waiting first in each queue: so who has waited too long, and
 * who is the slowest when room is needed, is found without looking at the others.
 */
#ifndef LEIDA_GATEWAY_HTTP_QUEUE_H
#define LEIDA_GATEWAY_HTTP_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct connection connection_t;

typedef enum {
    QUEUE_LINGERING, /* answered for the last time */
    QUEUE_HEAD,      /* a head has begun */
    QUEUE_MOVING,    /* an answer is on its way, or a body for nobody */
    QUEUE_KNOWN,     /* a body of a caller who has proven who that is, or an answer to them */
    QUEUE_IDLE,      /* between requests */
    QUEUE_COUNT,
    QUEUE_NONE = QUEUE_COUNT /* the gateway has the request: its own deadline holds */
} queue_t;

/* A connection's place: a member of it. A zeroed one must be told its connection and QUEUE_NONE. */
typedef struct queue_place queue_place_t;
struct queue_place {
    connection_t *connection;
    queue_t queue;
    int64_t since; /* loop_now when it came in, or when its period began */
    size_t moved;  /* bytes of a body in this period */
    queue_place_t *older, *newer;
};

typedef struct {
    queue_place_t *oldest, *newest;
} queue_ends_t;

/* All queues of a loop. A zeroed one is empty. */
typedef struct {
    queue_ends_t ends[QUEUE_COUNT];
} queues_t;

/* Puts a connection, by its place, at the end of a queue, out of the one that it was in; QUEUE_NONE: into
 * none. */
void queues_move(queues_t *self, queue_place_t *place, queue_t to, int64_t now);

/* The one that makes room: one that was answered for the last time, else the one that has waited longest for
 * its next step; known callers are taken for `head_start` ms younger than they are. NULL when there is none.
 */
connection_t *queues_slowest(const queues_t *self, int64_t head_start);

#endif
