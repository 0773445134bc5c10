/* SPDX-License-Identifier: Apache-2.0 */
/* What comes in on a socket, and what is done about it. For socket.c and its neighbours. */
#ifndef LEIDA_GATEWAY_PUSH_INPUT_H
#define LEIDA_GATEWAY_PUSH_INPUT_H

#include "gateway/push/socket_state.h"

/* Takes bytes that have come already. */
void input_take(socket_t *self, text_t bytes);
/* Reads what has come. */
void input_read(socket_t *self);
/* Reads what is there that the descriptor does not tell of. */
void input_read_rest(socket_t *self);

#endif
