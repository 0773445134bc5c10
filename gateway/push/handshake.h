/* SPDX-License-Identifier: Apache-2.0 */
/* The opening of a WebSocket (RFC 6455 4.2), for the one subprotocol that is spoken. */
#ifndef LEIDA_GATEWAY_PUSH_HANDSHAKE_H
#define LEIDA_GATEWAY_PUSH_HANDSHAKE_H

#include "gateway/http/exchange.h"

#define HANDSHAKE_PROTOCOL "leida.1"

/* Whether a GET asks for a WebSocket as it should: STATUS_DONE; STATUS_MALFORMED when it asks for none
 * (HTTP/1.0 knows none), its key is none, it does not offer HANDSHAKE_PROTOCOL, or it has a body;
 * STATUS_UPGRADE when it asks for another version than 13. */
status_t handshake_check(const exchange_t *exchange);

/* Appends the answer to a request that handshake_check found good. */
void handshake_write(buffer_t *out, const exchange_t *exchange);

#endif
