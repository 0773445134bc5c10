/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One client's connection: reads a request, hands it to the gateway, sends the answer, and so on. What it
 * waits for puts it into a queue of the daemon's (queue.h), which ends those that take too long.
 */
#ifndef LEIDA_GATEWAY_HTTP_CONNECTION_H
#define LEIDA_GATEWAY_HTTP_CONNECTION_H

#include "gateway/http/daemon.h"
#include "gateway/http/head.h"
#include "gateway/http/incoming.h"
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
    bool ended;          /* the client sends no more */
    bool closes;         /* after the answer that is being made or sent */
    bool running;        /* connection_run is on the stack */
    bool waits;          /* for its turn in the daemon's list of those with more input */
    connection_t *next_waiting;
    queue_place_t place;
};

/* Takes over an accepted, non-blocking descriptor, and `tls` if the connection is to be encrypted. NULL, with
 * errno, when the loop has no room for it; both are then closed. */
connection_t *connection_new(http_t *http, int fd, tls_t *tls, const peer_t *peer);
/* Ends it now; a request that the gateway still has ends when it is answered. */
void connection_destroy(connection_t **self_p);

/* Changes phase and queue. */
void connection_enter(connection_t *self, phase_t phase, queue_t queue);
/* The first byte of a request has come. */
void connection_begin_request(connection_t *self);
/* It is through, or its client is gone. */
void connection_end_request(connection_t *self);

/* Begins to take the body of the request (http_take_body). */
void connection_take_body(connection_t *self);
/* Sends the answer of the request, or forgets it when the client is gone (http_answered). */
void connection_answer(connection_t *self);

/* Goes on with input that came behind an answered request. */
void connection_resume(connection_t *self);

/* It has taken too long: 408 if a request has begun and is not yet answered, then the end. */
void connection_expire(connection_t *self);

#endif
