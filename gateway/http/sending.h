/* SPDX-License-Identifier: Apache-2.0 */
/* A connection's answers on their way out, and what follows them. For connection.c and the daemon's sweep. */
#ifndef LEIDA_GATEWAY_HTTP_SENDING_H
#define LEIDA_GATEWAY_HTTP_SENDING_H

#include "gateway/http/connection_state.h"

/* The request's exchange has been answered: sends what the socket takes now. False when the connection is at
 * its end. */
bool sending_begin(connection_t *self);
/* The socket takes more. False when the connection is at its end. */
bool sending_go_on(connection_t *self);

/* Bytes that the peer has confirmed since this was asked last; everything when it is asked of an answer for
 * the first time. What the kernel keeps is no progress. */
size_t sending_progress(connection_t *self);

#endif
