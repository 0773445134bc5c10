/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
/*
 * What goes over ZeroMQ between a gateway and a service: messages, in batches. A batch is one ZeroMQ frame with
 * all messages that one loop iteration has for that peer, one behind another. A message is a header, which is a
 * msgpack array, and a body, which is a msgpack bin.
 *
 *   kind     header                                                      body
 *   call     [version, 1, call id, method, caller's kind, caller's id,   the request record (proto/requests.h) as
 *             deadline, idempotency key, trace id, retries, issued]        a msgpack map
 *   reply    [version, 2, call id, status, attempt]                      the answer's `data` as JSON text; with
 *                                                                        STATUS_RAW as raw_answer.h says
 *   ping     [version, 3, number, takes]                                 empty
 *   pong     [version, 4, number of the ping, sequence number]           empty
 *   drain    [version, 5, 0, or the number of the ping that it answers]  empty
 *   event    [version, 6, sequence number, event, staff user's id,       empty
 *             customer's id, id, by whose kind, detail]
 *
 * An event (event.h) goes to those only whose last ping said, by `takes` 1, that they take events: others do not
 * know the kind and would drop what stands behind it. Its sequence number counts 1, 2, 3 … of what this instance
 * has sent to this connection, so that a gap tells that some were lost; a pong to who takes events has that of
 * the last one.
 *
 * Of a public method (method_t.is_public) the caller's kind and id are 0.
 *
 * The version is ENVELOPE_VERSION, method a method_id_t, status a status_t; what else the elements are, and in
 * which units, stands at their members of envelope_t. Elements behind those that a reader knows are ignored, so
 * that headers can grow (calls of older gateways end before `issued`, replies of older services before `attempt`,
 * pings of who takes no events and their pongs behind the number).
 *
 * The call id is unique over all gateways: they count up from 64 random bits. A write that is tried again is known
 * by it.
 */
/* clang-format on */
#ifndef LEIDA_PROTO_ENVELOPE_H
#define LEIDA_PROTO_ENVELOPE_H

#include "proto/event.h"

enum { ENVELOPE_VERSION = 1 };

typedef enum {
    ENVELOPE_CALL = 1,
    ENVELOPE_REPLY = 2,
    ENVELOPE_PING = 3,
    ENVELOPE_PONG = 4,
    ENVELOPE_DRAIN = 5,
    ENVELOPE_EVENT = 6
} envelope_kind_t;

typedef struct {
    envelope_kind_t kind;
    uint64_t id;     /* of the call; of a ping its number; of an event its sequence number */
    unsigned method; /* calls only, from here … */
    principal_t principal;
    int64_t deadline;       /* ms left */
    text_t idempotency_key; /* the client's; empty: none */
    text_t trace;           /* trace id, 32 hex digits; empty: none */
    unsigned retries;       /* 0 at first, more when it was sent before */
    int64_t issued;         /* … to here: when the gateway took the call, ms since 1970; the same on every
                               try. 0: not told, as by version 1, and then left out */
    unsigned status;        /* replies only, as the next */
    unsigned attempt;       /* retries + 1 of the try that is answered; 0: not told, and then left out */
    text_t body;            /* calls: record; replies: JSON; else empty */
    bool takes;             /* pings: who sends it takes events. Pongs: so did who asked, and … */
    uint64_t sequence;      /* … this is that of the last event; 0: none was sent yet */
    event_t event;          /* events only */
} envelope_t;

/* Appends one message. */
void envelope_write(buffer_t *out, const envelope_t *envelope);

/* Reads the message at the front of *bytes and moves *bytes past it. False when it is malformed or of another
 * version: the rest of the batch is then of no use. Slices borrow from the bytes. */
bool envelope_read(text_t *bytes, envelope_t *envelope);

#endif
