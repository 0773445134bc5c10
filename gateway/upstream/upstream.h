/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RPC's client side: sends each call to an instance of its service, and to another when that one dies,
 * hangs or leaves. dispatch.h decides; here are its connections, its time, and the lists of endpoints. What
 * the services tell of events goes to the hub, while somebody listens there.
 */
#ifndef LEIDA_GATEWAY_UPSTREAM_UPSTREAM_H
#define LEIDA_GATEWAY_UPSTREAM_UPSTREAM_H

#include "common/loop/loop.h"
#include "gateway/hub/hub.h"
#include "gateway/upstream/pool.h"

typedef struct upstream upstream_t;

/* The hub must outlive it. `endpoints`: for each service a list as gateway/upstream/resolver.h describes,
 * followed while it changes. Each instance is given at most `instance_limit` calls at a time. Returns NULL
 * after logging which endpoint is none. */
upstream_t *upstream_new(loop_t *loop, hub_t *hub, const char *const endpoints[SERVICE_COUNT],
                         size_t instance_limit);
/* Calls that are not answered yet are forgotten. */
void upstream_destroy(upstream_t **self_p);

/* False, and counted as overload, when a new call to this service would be one too many: for its least loaded
 * instance, or in total. */
bool upstream_has_room(upstream_t *self, service_t service);
/* Sends a call. `done` is called later, never from here, unless upstream_has_room says no: then false is
 * returned and nothing was sent. */
bool upstream_send(upstream_t *self, const request_t *request);

/* For the end of each iteration: takes the replies that have come, calling `done` for each … */
void upstream_take(upstream_t *self);
/* … and sends the calls that have gathered, one batch an instance. */
void upstream_flush(upstream_t *self);

/* Calls that are not answered yet. */
size_t upstream_in_flight(const upstream_t *self);

/* Whether every service has a live instance; appends the names of those that have none. */
bool upstream_is_ready(const upstream_t *self, buffer_t *missing);

/* The instances of a service and what became of its calls; lasts until the next iteration. */
const pool_t *upstream_pool(const upstream_t *self, service_t service);

#endif
