/* SPDX-License-Identifier: Apache-2.0 */
/* What one loop of the gateway has. For gateway.c, which makes and ends it, and requests.c; others see
 * gateway.h. */
#ifndef LEIDA_GATEWAY_GATEWAY_STATE_H
#define LEIDA_GATEWAY_GATEWAY_STATE_H

#include "gateway/gateway_options.h"
#include "gateway/polls.h"

typedef struct gateway {
    gateway_options_t options;
    loop_t *loop;
    hub_t *hub;
    polls_t *polls;
    rpc_client_t *upstream;
    http_t *http;
    push_gate_t *push;
    media_gate_t *media; /* NULL: there is nowhere to keep files */
    session_gate_t *session;
    guard_t *guard;
    loop_timer_t *drain;
    loop_fn *drained;
    void *drained_context;
    buffer_t scratch;
    buffer_t description;     /* openapi.json, … */
    document_t described;     /* … as it is answered */
    tls_identity_t *identity; /* NULL: HTTP in the clear */
    int64_t drain_deadline;
} gateway_t;

#endif
