/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RPC's client side: sends each call to the least loaded live instance of its service, and to another
 * when that one dies, hangs or leaves, as long as the call's deadline lasts. A call whose service has no live
 * instance waits a moment for one, then fails: at once for those that were never sent, at the deadline for
 * those that may have been applied.
 */
#ifndef LEIDA_GATEWAY_UPSTREAM_H
#define LEIDA_GATEWAY_UPSTREAM_H

#include "common/loop.h"
#include "gateway/pool.h"

typedef struct upstream upstream_t;

/* `endpoints`: for each service a list as gateway/resolver.h describes, followed while it changes. Returns
 * NULL after logging which endpoint is none. */
upstream_t *upstream_new(loop_t *loop, const char *const endpoints[SERVICE_COUNT]);
/* Every call must have been answered. */
void upstream_destroy(upstream_t **self_p);

/* Sends a call that is to be answered by `deadline`, a loop_now time. `done` is called later, never from
 * here, unless there are too many calls: then false is returned and nothing was sent. */
bool upstream_send(upstream_t *self, const request_t *request, int64_t deadline);

/* For each turn's end: takes the replies that have come, calling `done` for each … */
void upstream_take(upstream_t *self);
/* … and sends the calls that have gathered, one message an instance. */
void upstream_flush(upstream_t *self);

/* Whether every service has a live instance; appends the names of those that have none. */
bool upstream_is_ready(const upstream_t *self, buffer_t *missing);

/* The instances of a service and what became of its calls; lasts until the next turn. */
const pool_t *upstream_pool(const upstream_t *self, service_t service);

#endif
