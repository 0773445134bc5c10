/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client's state machine of instances and calls (common/rpc/client/dispatch.h) in a world of events: no
 * sockets, and a clock that stands until it is moved. The world writes down what the machine does, and holds
 * it after each event to what must always be so.
 */
#ifndef LEIDA_TESTS_UPSTREAM_WORLD_H
#define LEIDA_TESTS_UPSTREAM_WORLD_H

#include "common/rpc/client/dispatch.h"

enum {
    WORLD_PEERS = 8,   /* a to d are instances of chat, e to h of the CRM */
    WORLD_CALLS = 4096 /* numbered by who makes them */
};

typedef enum {
    STEP_ENDPOINTS,   /* the list of a service is now `peers` */
    STEP_CALL,        /* `call` is made by `method` and must be answered within `ms` */
    STEP_HEARD,       /* `peer` sends a sign of life */
    STEP_REPLY,       /* `peer` answers `call` with `status`, its try `attempt` if that is told (not 0) */
    STEP_LEAVES,      /* `peer` gives notice that it drains */
    STEP_DISCONNECTS, /* the connection to `peer` ends */
    STEP_REFUSES,     /* from now on no connection to `peer` can be opened */
    STEP_ACCEPTS,     /* … it can again */
    STEP_TICK,        /* the machine looks at the time */
    STEP_COUNT
} step_kind_t;

typedef struct {
    step_kind_t kind;
    service_t service;
    unsigned peers; /* bits: 1 for a */
    size_t peer, call;
    unsigned method;
    status_t status;
    unsigned attempt;
    int64_t ms;
} step_t;

typedef struct world world_t;

/* Each instance is given at most `instance_limit` calls. */
world_t *world_new(size_t instance_limit);
void world_destroy(world_t **self_p);

void world_wait(world_t *self, int64_t ms);
/* An event of a peer that the machine does not know is nothing, nor is a call whose number is in use. */
void world_apply(world_t *self, const step_t *event);
/* The same for three bytes (and waits for those of them that say so): whatever they are, they are an event.
 */
void world_apply_bytes(world_t *self, const uint8_t bytes[3]);
/* Time passes until nothing can be in flight any more. */
void world_end(world_t *self);

/* What the machine did and how states changed since this was last asked: "connect a, ping a, a live". */
text_t world_said(world_t *self);
/* The first thing that was not as it must be; NULL: all was. */
const char *world_broken(const world_t *self);
/* The machine itself. */
dispatch_t *world_dispatch(world_t *self);

#endif
