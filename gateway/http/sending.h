/* SPDX-License-Identifier: Apache-2.0 */
/* A connection's answers on their way out, and what follows them. For connection.c alone. */
#ifndef LEIDA_GATEWAY_HTTP_SENDING_H
#define LEIDA_GATEWAY_HTTP_SENDING_H

#include "gateway/http/connection.h"

/* The request's exchange has been answered: sends what the socket takes now. False when the connection is at
 * its end. */
bool sending_begin(connection_t *self);
/* The socket takes more. False when the connection is at its end. */
bool sending_go_on(connection_t *self);

#endif
