/* SPDX-License-Identifier: Apache-2.0 */
/* A listening socket on a loop: accepts one connection an iteration, and rests for a second when the system
 * is out of descriptors instead of asking again at once. */
#ifndef LEIDA_COMMON_OBSERVE_LISTENER_H
#define LEIDA_COMMON_OBSERVE_LISTENER_H

#include "common/loop/loop.h"

typedef struct listener listener_t;

/* A connection was accepted, non-blocking and close-on-exec; it is the callee's to close. */
typedef void(listener_fn)(void *context, int fd);

/* Takes over `fd`, a listening socket; `name` is a constant for the log. Returns NULL, with errno and `fd`
 * closed, when it cannot be watched. */
listener_t *listener_new(loop_t *loop, int fd, const char *name, listener_fn *accepted, void *context);
/* Closes the socket. */
void listener_destroy(listener_t **self_p);

#endif
