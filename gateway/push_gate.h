/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a request becomes a WebSocket: route -> handshake -> room -> caller -> socket (gateway/push). And what
 * sockets need of the rest of the gateway: whether their credentials still hold, and that a service is told
 * who writes. One for each loop.
 */
#ifndef LEIDA_GATEWAY_PUSH_GATE_H
#define LEIDA_GATEWAY_PUSH_GATE_H

#include "common/rpc/client/client.h"
#include "gateway/guard.h"
#include "gateway/push/push.h"

typedef struct push_gate push_gate_t;

/* Limits are one loop's share, but for `per_principal`, which is that of all. */
typedef struct {
    bool on;
    size_t connections, per_principal;
    int64_t rate;         /* handshakes a second */
    int64_t beat;         /* ms */
    registry_t *registry; /* this and the rest: as push_options_t has them */
    loop_fn *wake;
    void *wake_context;
} push_gate_options_t;

/* Hub and upstream must outlive it. */
push_gate_t *push_gate_new(loop_t *loop, hub_t *hub, rpc_client_t *upstream,
                           const push_gate_options_t *options);
/* Ends all sockets. The guard must have been destroyed before: it may still have questions. */
void push_gate_destroy(push_gate_t **self_p);

/* The principal's credential may have changed; NULL: anybody's may have. Asks nothing from within. */
void push_gate_credential_changed(push_gate_t *self, const principal_t *who);
/* Who is asked who calls, from now on. */
void push_gate_set_guard(push_gate_t *self, guard_t *guard);

/* Whether a path that is no method's is one of its own. As route_find: STATUS_DONE; STATUS_UNKNOWN_PATH;
 * STATUS_WRONG_METHOD, and exchange->allow is set. */
status_t push_gate_route(const push_gate_t *self, exchange_t *exchange);
/* A head is in, and its route found here: refuses it, or asks for its caller and hands it over. A call that
 * asks for its caller's credential has until the exchange's deadline. */
void push_gate_head(push_gate_t *self, exchange_t *exchange);
/* For http_options_t.handed. */
void push_gate_handed(push_gate_t *self, const exchange_t *exchange, const handed_t *handed);

/* The sockets. */
push_t *push_gate_sockets(const push_gate_t *self);

#endif
