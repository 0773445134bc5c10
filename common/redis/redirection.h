/* SPDX-License-Identifier: Apache-2.0 */
/* How a node of a cluster says that it does not do a command, because of the command's slot (Redis Cluster
 * specification, "MOVED Redirection", "ASK redirection" and "Multiple keys operations"). */
#ifndef LEIDA_COMMON_REDIS_REDIRECTION_H
#define LEIDA_COMMON_REDIS_REDIRECTION_H

#include "base/text.h"
#include "common/redis/address.h"

typedef enum {
    REDIS_REDIRECTED_NOWHERE, /* it is none, or one that cannot be read */
    REDIS_REDIRECTED_MOVED,   /* the slot is that node's */
    REDIS_REDIRECTED_ASK,     /* that node is being given the slot: ask it this time */
    REDIS_REDIRECTED_LATER,   /* TRYAGAIN: some of the keys are there already, some are not */
    REDIS_REDIRECTED_DOWN,    /* CLUSTERDOWN: the slot, or the whole cluster, is nobody's for now */
    REDIS_REDIRECTION_KINDS
} redis_redirection_kind_t;

typedef struct {
    redis_redirection_kind_t kind;
    unsigned slot; /* of MOVED and ASK, as is `to`; else 0 */
    redis_address_t to;
} redis_redirection_t;

/* Reads "MOVED SLOT HOST:PORT", "ASK SLOT HOST:PORT", "TRYAGAIN …" and "CLUSTERDOWN …", which came from the
 * node at `from`. HOST is a name, an address (IPv6 without brackets) or empty: that of `from`. */
redis_redirection_t redis_redirection_read(text_t error, const redis_address_t *from);

#endif
