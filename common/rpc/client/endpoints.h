/* SPDX-License-Identifier: Apache-2.0 */
/* One list of upstreams (common/rpc/client/resolver.h has the syntax) and what its entries stood for last. It
 * blocks while it asks a name server, and is used by the resolver's thread alone. */
#ifndef LEIDA_COMMON_RPC_CLIENT_ENDPOINTS_H
#define LEIDA_COMMON_RPC_CLIENT_ENDPOINTS_H

#include <stdbool.h>

#include "base/buffer.h"

typedef struct endpoints endpoints_t;

/* Whether no entry is a host name or a file, so that the list needs no resolver. From any thread. */
bool endpoints_are_fixed(const char *list);

/* Keeps a copy of the list, which the configuration has found valid; asks no name server yet. */
endpoints_t *endpoints_new(const char *list);
/* Not while endpoints_resolve runs. */
void endpoints_destroy(endpoints_t **self_p);
/* Appends the endpoints that the list stands for now, separated by spaces; the same ones in the same order as
 * long as nothing changes. */
void endpoints_resolve(endpoints_t *self, buffer_t *out);

#endif
