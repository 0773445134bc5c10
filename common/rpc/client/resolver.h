/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which endpoints a list of upstreams stands for, followed while it changes. An entry is an endpoint
 * ("ipc://PATH", "tcp://IP:PORT"), a host name ("tcp://NAME:PORT": every address of it), or "@FILE" (a file
 * with such entries, separated by spaces or lines). Names and files are read again every two seconds, on a
 * thread of its own, since a name server may take long to answer. What cannot be resolved or read keeps what
 * it stood for before: instances that are gone are found out by their silence, not by a failing name server.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_RESOLVER_H
#define LEIDA_COMMON_RPC_CLIENT_RESOLVER_H

#include "base/buffer.h"
#include "common/loop/loop.h"

typedef struct resolver resolver_t;

enum { RESOLVER_LISTS_MAX = 8 };

/* On the loop's thread: list number `list` now stands for `endpoints`, separated by spaces. The text lasts
 * until the return. */
typedef void(resolver_fn)(void *context, size_t list, const char *endpoints);

/* Begins to resolve; `changed` is called for each list at first and whenever it changes. NULL, with errno,
 * when the system refuses. */
resolver_t *resolver_new(loop_t *loop, const char *const *lists, size_t count, resolver_fn *changed,
                         void *context);
/* Does not wait for a name server that is being asked. */
void resolver_destroy(resolver_t **self_p);

#endif
