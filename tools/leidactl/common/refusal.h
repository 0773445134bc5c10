/* SPDX-License-Identifier: Apache-2.0 */
/* What a node of a cluster says instead of doing a command: where it is to be done, or that it is to be
 * tried again. Nothing was applied. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_REFUSAL_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_REFUSAL_H

#include "common/redis/address.h"
#include "common/redis/reply.h"

typedef enum {
    REFUSAL_NONE,
    REFUSAL_MOVED,  /* the slot is another's */
    REFUSAL_ASK,    /* it is on the move: the command may be done there, this time */
    REFUSAL_SCRIPT, /* the script is not there */
    REFUSAL_LATER   /* the node, or the cluster, cannot do it now */
} refusal_t;

/* What kind of refusal the reply is. */
refusal_t refusal_of(const redis_reply_t *reply);
/* Where MOVED or ASK of the node `asked` lead to. False when that is no address. */
bool refusal_read(const redis_reply_t *reply, const redis_address_t *asked, redis_address_t *to);

#endif
