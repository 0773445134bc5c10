/* SPDX-License-Identifier: Apache-2.0 */
/* What comes in on a connection: heads, bodies, and what nobody wants. For connection.c alone. */
#ifndef LEIDA_GATEWAY_HTTP_READING_H
#define LEIDA_GATEWAY_HTTP_READING_H

#include "gateway/http/connection_state.h"

/* Takes a step with the bytes that have come, in the connection's phase, and with the end of its input once
 * that is known. Returns how many bytes it used; *alive turns false when the connection is at its end. */
size_t reading_step(connection_t *self, text_t bytes, bool *alive);

/* Answers the request, whatever has come of it; the connection ends with the answer. */
void reading_refuse(connection_t *self, status_t status);

#endif
