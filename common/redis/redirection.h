/* SPDX-License-Identifier: Apache-2.0 */
/* How a node of a cluster says that another one has a slot, or will have (Redis Cluster specification, "MOVED
 * Redirection" and "ASK redirection"). */
#ifndef LEIDA_COMMON_REDIS_REDIRECTION_H
#define LEIDA_COMMON_REDIS_REDIRECTION_H

#include "common/redis/topology.h"

typedef enum {
    REDIS_REDIRECTED_NOWHERE, /* it is none, or one that cannot be read */
    REDIS_REDIRECTED_MOVED,   /* the slot is that node's */
    REDIS_REDIRECTED_ASK,     /* that node is being given the slot: ask it this time */
    REDIS_REDIRECTION_KINDS
} redis_redirection_kind_t;

typedef struct {
    redis_redirection_kind_t kind;
    unsigned slot;
    redis_address_t to;
} redis_redirection_t;

/* Reads "MOVED SLOT HOST:PORT" and "ASK SLOT HOST:PORT", which came from the node at `from`. HOST is a name,
 * an address (IPv6 without brackets) or empty: that of `from`. */
redis_redirection_t redis_redirection_read(text_t error, const redis_address_t *from);

#endif
