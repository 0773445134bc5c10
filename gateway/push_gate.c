/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push_gate.h"

#include <stdlib.h>

#include "common/store/credential.h"
#include "gateway/auth.h"
#include "gateway/http/http.h"
#include "gateway/push/handshake.h"
#include "gateway/push_typing.h"

struct push_gate {
    bool on;
    guard_t *guard;
    push_t *sockets;
    push_typing_t *typing;
};

/* ---- what sockets need ---- */

static void on_credential(void *context, principal_t who, bool certain, text_t credential)
{
    push_gate_t *self = context;
    credential_t stored = {.enabled = false};
    bool known = credential_read(credential, &stored);
    push_credential_t now = {.enabled = known && stored.enabled,
                             .hmac_only = known && stored.hmac_only,
                             .token = auth_token_of(credential)};
    push_credential(self->sockets, who, certain ? &now : NULL);
}

static void look_up(void *context, principal_t who)
{
    push_gate_t *self = context;
    guard_look_up(self->guard, who, on_credential, self);
}

static bool is_tracking(const void *context)
{
    return guard_is_tracking(((const push_gate_t *)context)->guard);
}

static void typing(void *context, principal_t who, int64_t peer)
{
    push_typing_send(((push_gate_t *)context)->typing, who, peer);
}

void push_gate_credential_changed(push_gate_t *self, const principal_t *who)
{
    push_credential_changed(self->sockets, who);
}

push_gate_t *push_gate_new(loop_t *loop, hub_t *hub, rpc_client_t *upstream,
                           const push_gate_options_t *options)
{
    push_gate_t *self = memory_new_zeroed(sizeof *self);
    push_options_t push = {.connections = options->connections,
                           .rate = options->rate,
                           .beat = options->beat,
                           .registry = options->registry,
                           .wake = options->wake,
                           .wake_context = options->wake_context,
                           .typing = typing,
                           .look_up = look_up,
                           .is_tracking = is_tracking,
                           .context = self};
    self->on = options->on;
    self->typing = push_typing_new(loop, upstream);
    self->sockets = push_new(loop, hub, &push);
    return self;
}

void push_gate_destroy(push_gate_t **self_p)
{
    push_gate_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    push_destroy(&self->sockets);
    push_typing_destroy(&self->typing);
    free(self);
}

void push_gate_set_guard(push_gate_t *self, guard_t *guard)
{
    self->guard = guard;
}

push_t *push_gate_sockets(const push_gate_t *self)
{
    return self->sockets;
}

/* ---- requests ---- */

status_t push_gate_route(const push_gate_t *self, exchange_t *exchange)
{
    static const struct {
        text_t path;
        principal_kind_t caller;
    } routes[] = {{TEXT_CONSTANT(CONTRACT_PUSH_STAFF), PRINCIPAL_STAFF},
                  {TEXT_CONSTANT(CONTRACT_PUSH_CUSTOMER), PRINCIPAL_CUSTOMER}};
    for (size_t i = 0; self->on && i < sizeof routes / sizeof *routes; i++) {
        if (!text_equal(exchange->head.path, routes[i].path))
            continue;
        exchange->upgrades = true;
        exchange->caller.kind = routes[i].caller;
        exchange->allow = "GET";
        return exchange->http_method == HTTP_GET ? STATUS_DONE : STATUS_WRONG_METHOD;
    }
    return STATUS_UNKNOWN_PATH;
}

/* Wrong credentials are told behind the handshake: browsers show pages no status of one that is refused. */
static void on_caller(exchange_t *exchange, status_t status)
{
    exchange->status = status;
    if (status == STATUS_DONE || status == STATUS_CREDENTIALS) {
        http_hand_over(exchange);
        return;
    }
    push_count_refused(exchange->push_gate->sockets);
    http_answer(exchange, status, TEXT_NONE);
}

void push_gate_head(push_gate_t *self, exchange_t *exchange)
{
    status_t status = handshake_check(exchange);
    if (status != STATUS_DONE) {
        push_count_refused(self->sockets);
        http_answer(exchange, status, TEXT_NONE);
    } else if (!push_has_room(self->sockets)) {
        http_answer(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
    } else {
        exchange->push_gate = self;
        guard_caller(self->guard, exchange, on_caller);
    }
}

void push_gate_handed(push_gate_t *self, const exchange_t *exchange, const handed_t *handed)
{
    push_open(self->sockets, exchange, handed, exchange->status == STATUS_DONE);
}
