/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RPC's client side: sends each call to an instance of its service, and to another when that one dies,
 * hangs or leaves. dispatch.h decides; here are its connections, its time, and the lists of endpoints. What
 * the services tell of events is handed on, while somebody listens.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_CLIENT_H
#define LEIDA_COMMON_RPC_CLIENT_CLIENT_H

#include "common/loop/loop.h"
#include "common/rpc/client/pool.h"

typedef struct rpc_client rpc_client_t;

/* Who is told of what the services tell of events. */
typedef struct {
    void *context;
    /* Whether anybody listens now; asked in each rpc_client_flush. */
    bool (*listens)(void *context);
    void (*event)(void *context, const event_t *event);
    /* Some of an instance may have been lost. */
    void (*sync)(void *context, sync_reason_t reason);
} rpc_client_events_t;

/* `events` is copied, its context must outlive the client; NULL: nobody ever listens. `endpoints`: for each
 * service a list as common/rpc/client/resolver.h describes, followed while it changes; NULL or empty: there
 * is no such service here. Each instance is given at most `instance_limit` calls at a time. Returns NULL
 * after logging which endpoint is none. */
rpc_client_t *rpc_client_new(loop_t *loop, const rpc_client_events_t *events,
                             const char *const endpoints[SERVICE_COUNT], size_t instance_limit);
/* Calls that are not answered yet are forgotten. */
void rpc_client_destroy(rpc_client_t **self_p);

/* Whether a call to this service is worth beginning. False when it was given no endpoints of it; and, counted
 * as overload, when the call would be one too many: for the least loaded instance, or in total. */
bool rpc_client_has_room(rpc_client_t *self, service_t service);
/* Sends a call. `done` is called later, never from here, unless it would be one too many: then false is
 * returned and nothing was sent. A service that it was given no endpoints of is STATUS_UNAVAILABLE. */
bool rpc_client_send(rpc_client_t *self, const request_t *request);

/* For the end of each iteration: takes the replies that have come, calling `done` for each … */
void rpc_client_take(rpc_client_t *self);
/* … and sends the calls that have gathered, one batch an instance. */
void rpc_client_flush(rpc_client_t *self);

/* Calls that are not answered yet. */
size_t rpc_client_in_flight(const rpc_client_t *self);

/* Whether every service that it was given endpoints of has a live instance; appends the names of those that
 * have none. */
bool rpc_client_is_ready(const rpc_client_t *self, buffer_t *missing);

/* The instances of a service and what became of its calls; lasts until the next iteration. */
const pool_t *rpc_client_pool(const rpc_client_t *self, service_t service);

#endif
