/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a service tells all gateways that something has happened: a hint, for those who look at it now. Who
 * hears it reads what it is about; who does not hear it finds the same at the next reading. Sent as messages
 * of their own kind (envelope.h), and on as JSON to sockets (docs/push.md).
 */
#ifndef LEIDA_PROTO_EVENT_H
#define LEIDA_PROTO_EVENT_H

#include "base/buffer.h"
#include "proto/principal.h"

/* On the wire: append only, never reuse a number. */
typedef enum {
    EVENT_MESSAGE = 1,  /* a message is stored: `id` */
    EVENT_READ = 2,     /* messages up to `id` were read */
    EVENT_ACTION = 3,   /* an action is stored: `id`, of kind `detail` */
    EVENT_CUSTOMER = 4, /* what a staff user knows of a customer has changed: `detail` is an event_part_t */
    EVENT_TYPING = 5,   /* somebody writes */
    EVENT_LIMIT
} event_kind_t;

/* Of EVENT_CUSTOMER; on the wire as above. */
typedef enum {
    EVENT_PROFILE = 1,  /* what updateInformation sets */
    EVENT_TAGS = 2,     /* the tags that the customer has */
    EVENT_EXPECTED = 3, /* the chance of a deal, or its day */
    EVENT_FOLLOW = 4,   /* a follow-up was added */
    EVENT_PART_LIMIT
} event_part_t;

typedef struct {
    event_kind_t kind; /* of a newer service: any number */
    int64_t staff_id, customer_id;
    int64_t id;          /* 0: it is about none */
    principal_kind_t by; /* who did it */
    unsigned detail;     /* 0: there is none */
} event_t;

/* Why events of an instance may have been lost: whoever listens is to read again. */
typedef enum {
    SYNC_BEGIN, /* it has begun to send them: those before did not come */
    SYNC_GAP,   /* one was missing between those that came */
    SYNC_GONE,  /* it is gone, with what it may still have had to tell */
    SYNC_REASONS
} sync_reason_t;
/* "begin", … */
const char *sync_reason_name(sync_reason_t reason);

/* "message", …; NULL for a kind that this build does not know. */
const char *event_name(event_kind_t kind);

/* Whether its fields are what its kind says, and can be told. What a newer service may say is: another kind,
 * or another part of a customer. */
bool event_is_valid(const event_t *event);

/* Whether those of a side are to hear it; of a kind that this build does not know nobody is. */
bool event_is_for(const event_t *event, principal_kind_t side);

/* Appends the event as clients get it, at most EVENT_JSON_MAX bytes:
 * {"event":"message","user_id":7,"customer_id":9,"id":14,"send_type":2}. Its kind must be known. */
void event_write_json(buffer_t *out, const event_t *event);
enum { EVENT_JSON_MAX = 200 };

#endif
