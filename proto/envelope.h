/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes over ZeroMQ between a gateway and a service. One ZeroMQ message carries one frame of parcels, all
 * that one loop turn has for that peer; a parcel is a header (msgpack array) and a body (msgpack bin).
 * Elements after those that a reader knows are passed over, so that headers can grow.
 *
 *   call     [1, 1, call id, method, principal kind, principal id, deadline ms left, idempotency key,
 *            trace id, tries, issued]
 *   reply    [1, 2, call id, status]    body: the answer's `data`, as JSON text
 *   ping     [1, 3, number]
 *   pong     [1, 4, number]
 *   goodbye  [1, 5, 0]
 *
 * The call id is unique over all gateways (64 random bits and up): a write that is tried again is known by
 * it.
 */
#ifndef LEIDA_PROTO_ENVELOPE_H
#define LEIDA_PROTO_ENVELOPE_H

#include "proto/buffer.h"

enum { ENVELOPE_VERSION = 1 };

typedef enum {
    ENVELOPE_CALL = 1,
    ENVELOPE_REPLY = 2,
    ENVELOPE_PING = 3,
    ENVELOPE_PONG = 4,
    ENVELOPE_GOODBYE = 5
} envelope_kind_t;

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

typedef struct {
    envelope_kind_t kind;
    uint64_t id;     /* of the call; of a ping its number */
    unsigned method; /* calls only, from here … */
    principal_t principal;
    int64_t deadline;       /* ms left */
    text_t idempotency_key; /* the client's; empty: none */
    text_t trace;           /* trace id, 32 hex digits; empty: none */
    unsigned tries;         /* 0 at first, more when it was sent before */
    int64_t issued;         /* … to here: when the gateway took the call, ms since 1970; the same on every
                               try. 0: not told, as by version 1, and then left out */
    unsigned status;        /* replies only */
    text_t body;            /* calls: record; replies: JSON; else empty */
} envelope_t;

/* Appends one parcel. */
void envelope_write(buffer_t *out, const envelope_t *envelope);

/* Reads the parcel at the front of *bytes and moves *bytes past it. False when it is malformed or of another
 * version: the rest of the frame is then of no use. Slices borrow from the bytes. */
bool envelope_read(text_t *bytes, envelope_t *envelope);

#endif
