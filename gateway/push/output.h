/* SPDX-License-Identifier: Apache-2.0 */
/* What goes out on a socket: frames as far as the kernel takes them, hints behind those. For socket.c and its
 * neighbours. */
#ifndef LEIDA_GATEWAY_PUSH_OUTPUT_H
#define LEIDA_GATEWAY_PUSH_OUTPUT_H

#include "gateway/push/socket_state.h"

/* Notes an event for the listener's socket (hub.h). */
void output_tell(listener_t *listener, const event_t *event);
/* Writes what the push_t's `out` has: its first bytes. */
void output_greet(socket_t *self);
/* Writes what the push_t's `out` has, behind what is unsent. */
void output_send(socket_t *self);
/* Writes what is noted, once all before it is on its way. */
void output_flush(socket_t *self);
/* Tells its peer to close, and no more of events: behind what is unsent. Does nothing to one that is not
 * open. */
void output_close(socket_t *self, close_cause_t cause);

#endif
