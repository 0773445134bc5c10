/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One client's WebSocket: what comes in, what goes out, when it ends. It owns the descriptor. Nothing is
 * freed but by push_flush, at the end of an iteration: so a socket that anybody finds lasts until then.
 */
#ifndef LEIDA_GATEWAY_PUSH_SOCKET_H
#define LEIDA_GATEWAY_PUSH_SOCKET_H

#include "gateway/push/socket_state.h"

/* Takes the connection over. */
socket_t *socket_new(push_t *push, const handed_t *handed, const exchange_t *exchange);
/* Frees it and closes its connection. For push_flush and push_destroy alone. */
void socket_destroy(socket_t **self_p);

/* Listens to the events of its principal from now on; in the place of their oldest, if they have too many. */
void socket_join(socket_t *self);
/* Whether a listener is a socket: its first member is the listener. */
bool socket_is_listener(const listener_t *listener);

/* Something is due: a beat, the end of one that is silent, stalled or closing. */
void socket_on_due(socket_t *self);

#endif
