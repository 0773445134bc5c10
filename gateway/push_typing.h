/* SPDX-License-Identifier: Apache-2.0 */
/* Tells the chat service who writes, as a request over HTTP would. Nobody waits for the answer: what gets
 * lost is said again by the next keystroke. */
#ifndef LEIDA_GATEWAY_PUSH_TYPING_H
#define LEIDA_GATEWAY_PUSH_TYPING_H

#include "common/rpc/client/client.h"

typedef struct push_typing push_typing_t;

push_typing_t *push_typing_new(loop_t *loop, rpc_client_t *upstream);
/* Forgets the calls that are not answered yet; before the upstream is destroyed, which forgets them too. */
void push_typing_destroy(push_typing_t **self_p);

/* `who` writes to `peer`. Nothing is sent where the service has too much to do. */
void push_typing_send(push_typing_t *self, principal_t who, int64_t peer);

#endif
