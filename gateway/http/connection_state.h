/* SPDX-License-Identifier: Apache-2.0 */
/* Where a connection stands: what it has and waits for, and the steps from one phase to the next. */
#ifndef LEIDA_GATEWAY_HTTP_CONNECTION_STATE_H
#define LEIDA_GATEWAY_HTTP_CONNECTION_STATE_H

#include "gateway/http/head.h"
#include "gateway/http/shared.h"
#include "gateway/http/stream.h"

typedef enum {
    PHASE_HEAD,     /* between requests, or in a head */
    PHASE_JUDGED,   /* the head is whole: the gateway looks at it */
    PHASE_BODY,     /* the body comes in */
    PHASE_PENDING,  /* the request is whole: the gateway answers it */
    PHASE_SENDING,  /* the answer goes out */
    PHASE_SKIPPING, /* the rest of a refused body comes in, for nobody */
    PHASE_LINGERING /* the last answer is out: waits for the client to close */
} phase_t;

struct connection {
    http_t *http;
    stream_t stream;
    loop_watch_t *watch;
    peer_t peer;
    phase_t phase;
    head_search_t search;
    buffer_t input;      /* came in and is not used yet: the beginning of a head, requests that wait */
    size_t held;         /* bytes of the daemon's that `input` has */
    incoming_t *request; /* NULL: between requests */
    int64_t confirmed;   /* bytes of the answer, when it was last looked at; INT64_MIN: not for this one */
    size_t to_skip;      /* bytes of a refused body */
    text_t interim;      /* what of a "100 Continue" has not gone out: it comes before the answer */
    bool ended;          /* the client sends no more */
    bool closes;         /* after the answer that is being made or sent */
    bool running;        /* connection_run is on the stack */
    bool waits;          /* for its turn in the daemon's list of those with more input */
    connection_t *next_waiting;
    queue_place_t place;
};

/* Changes phase and queue. */
void connection_enter(connection_t *self, phase_t phase, queue_t queue);
/* The first byte of a request has come. */
void connection_begin_request(connection_t *self);
/* It is through, or its client is gone. */
void connection_end_request(connection_t *self);

/* Has it resumed at the end of this iteration. */
void connection_wait_turn(connection_t *self);
/* Its turn has come, or it has ended: it waits no more. */
void connection_leave_waiting(connection_t *self);

#endif
