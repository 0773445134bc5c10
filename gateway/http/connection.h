/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One client's connection: reads a request, hands it to the gateway, sends the answer, and so on. What it
 * waits for puts it into a queue of the daemon's (queue.h), which ends those that take too long.
 */
#ifndef LEIDA_GATEWAY_HTTP_CONNECTION_H
#define LEIDA_GATEWAY_HTTP_CONNECTION_H

#include "gateway/http/connection_state.h"

/* Takes over an accepted, non-blocking descriptor, and `tls` if the connection is to be encrypted. NULL, with
 * errno, when the loop has no room for it; both are then closed. */
connection_t *connection_new(http_t *http, int fd, tls_t *tls, const peer_t *peer);
/* Ends it now; a request that the gateway still has ends when it is answered. */
void connection_destroy(connection_t **self_p);

/* Begins to take the body of the request (http_take_body). */
void connection_take_body(connection_t *self);
/* Goes on with a body or an answer whose sink or source made it wait (http_go_on). */
void connection_go_on(connection_t *self);
/* Gives the stream of the connection away and ends the rest of it (http_hand_over). */
void connection_hand_over(connection_t *self);
/* Sends the answer of the request, or forgets it when the client is gone (http_answered). */
void connection_answer(connection_t *self);

/* Goes on with input that came behind an answered request. */
void connection_resume(connection_t *self);

/* It has taken too long: 408 if a request has begun and is not yet answered, then the end. */
void connection_expire(connection_t *self);

#endif
