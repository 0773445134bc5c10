/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts: a staff user, or a customer. */
#ifndef LEIDA_PROTO_PRINCIPAL_H
#define LEIDA_PROTO_PRINCIPAL_H

#include <stdint.h>

/* On the wire: never another number. */
typedef enum { PRINCIPAL_STAFF = 1, PRINCIPAL_CUSTOMER = 2 } principal_kind_t;

/* For logs; "none" for what is neither. */
static inline const char *principal_name(principal_kind_t kind)
{
    return kind == PRINCIPAL_STAFF ? "staff" : kind == PRINCIPAL_CUSTOMER ? "customer" : "none";
}

typedef struct {
    principal_kind_t kind;
    int64_t id;
} principal_t;

#endif
