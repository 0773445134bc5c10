/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts: a staff user, or a customer. */
#ifndef LEIDA_PROTO_PRINCIPAL_H
#define LEIDA_PROTO_PRINCIPAL_H

#include <stdint.h>

/* On the wire: never another number. */
typedef enum {
    PRINCIPAL_NONE = 0, /* of public methods; has the id 0 */
    PRINCIPAL_STAFF = 1,
    PRINCIPAL_CUSTOMER = 2
} principal_kind_t;

/* For logs; "none" for what is neither. */
static inline const char *principal_name(principal_kind_t kind)
{
    return kind == PRINCIPAL_STAFF ? "staff" : kind == PRINCIPAL_CUSTOMER ? "customer" : "none";
}

typedef struct {
    principal_kind_t kind;
    int64_t id;
} principal_t;

/* A number that no other principal has. */
static inline uint64_t principal_key(principal_t who)
{
    return (uint64_t)who.id << 1 | (who.kind == PRINCIPAL_CUSTOMER);
}

/* For tables. Ids are given by us and dense: multiplied, neighbours part. */
static inline uint32_t principal_hash(principal_t who)
{
    return (uint32_t)(principal_key(who) * UINT64_C(0x9e3779b97f4a7c15) >> 32);
}

#endif
