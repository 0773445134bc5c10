/* SPDX-License-Identifier: Apache-2.0 */
/* Asks nodes of a cluster who has which slots. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_INQUIRY_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_INQUIRY_H

#include "common/redis/topology.h"

typedef struct {
    redis_address_t address; /* of who answered, or was asked last */
    const char *password;
    char reason[256]; /* why that one gave no answer */
} inquiry_t;

/* Asks the node over a connection of its own. False, and the reason, when it does not answer, or does not
 * know: then *topology is undefined. */
bool inquiry_ask(inquiry_t *self, const redis_address_t *node, redis_topology_t *topology);

#endif
