/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One HTTP request and its answer: plain data that the rooms of the gateway hand on, each adding its part.
 * http/ makes and frees it.
 */
#ifndef LEIDA_GATEWAY_HTTP_EXCHANGE_H
#define LEIDA_GATEWAY_HTTP_EXCHANGE_H

#include "gateway/http/body_sink.h"
#include "gateway/http/body_source.h"
#include "gateway/http/claim.h"
#include "gateway/http/document.h"
#include "gateway/http/head.h"
#include "gateway/http/network.h"
#include "gateway/http/trace.h"
#include "proto/contract.h"

/* A parameter as it came; a field takes it by name (params.c). */
typedef struct {
    text_t name;
    raw_t raw;
    field_from_t from;
    text_t malformed;    /* the percent escape in it that is none; empty: there is no such */
    size_t malformed_at; /* how many bytes of the query or body stand before that */
} param_t;

typedef struct {
    param_t *list; /* in the arena */
    size_t count, capacity;
} params_t;

typedef enum {
    EXCHANGE_OPEN,     /* it comes in, or its answer is being made */
    EXCHANGE_ANSWERED, /* the answer is complete */
    EXCHANGE_SENT,     /* http/ has taken it to send it */
    EXCHANGE_LEAVING   /* no answer is made: its connection is given away */
} exchange_state_t;

typedef enum { BODY_NONE, BODY_FORM, BODY_MULTIPART, BODY_JSON, BODY_OTHER } body_kind_t;

/* Where a connection comes from. */
typedef ip_t peer_t;

/* What the limits (limits.h) remember of a request. A zeroed one is of an unknown address, which is not
 * counted. */
typedef struct {
    ip_t client;
    bool counted;         /* limits hold for it: its address is known, and not exempt */
    unsigned retry_after; /* seconds, with STATUS_TOO_MANY */
} limited_t;

typedef struct exchange exchange_t;
/* Gets STATUS_DONE, or the status to answer with. */
typedef void(guard_fn)(exchange_t *exchange, status_t status);

struct exchange {
    void *gateway; /* the loop's gateway_t */
    exchange_state_t state;
    arena_t arena;
    int64_t began;    /* loop_now */
    int64_t began_us; /* loop_now_us */
    int64_t deadline; /* loop_now by which it is to be answered, from the whole request on */
    bool left;        /* the client has closed its side, or is gone */
    bool gone;        /* the client went away while a service was being asked: nobody waits for the answer */
    peer_t peer;

    head_t head; /* its slices last as long as the exchange */
    http_method_t http_method;
    body_kind_t body_kind;
    buffer_t body;
    body_sink_t *sink;  /* gets the body in place of `body`; NULL: none does */
    text_t sunk_sha256; /* of the body that it got, if that was signed: hex digits */
    params_t params;
    text_t fault;            /* what is wrong with query or body as a whole, for clients; empty: nothing */
    field_from_t fault_from; /* which of them */

    const method_t *method;
    struct poll *poll;   /* by which it waits for something new (polls.h); NULL: it does not */
    struct guard *guard; /* that is asked who calls, and `admitted` is told */
    guard_fn *admitted;
    struct session_gate *session_gate; /* that answers it */
    struct push_gate *push_gate;       /* that opens a WebSocket for it */
    struct media_gate *media_gate;     /* that takes or gives a file for it, … */
    struct media_upload *upload;       /* … which comes in, … */
    struct media_serve *serve;         /* … or goes out */
    bool upgrades;                     /* its route is that of a WebSocket */
    principal_t caller;                /* its kind is the route's */
    bool known;                        /* the caller has proven who that is, … */
    int64_t known_at;                  /* … at that loop_now */
    uint64_t token;                    /* what tells the token by which that is known from others (auth.h) */
    claim_t claim;
    limited_t limited;
    size_t held; /* bytes that are counted to the caller (guard.h) */
    record_t *record;
    text_t encoded; /* … as its service gets it, from the first call on; in the arena */
    text_t message_key;
    trace_t trace;
    unsigned retries; /* how often the call was sent again */

    status_t status;
    buffer_t answer;            /* the JSON envelope */
    const document_t *document; /* what is sent in place of it, if there is one; outlives the exchange */
    body_source_t *source;      /* gives the document's body; NULL: it has that itself */
    const char *allow;          /* of 405 and of a preflight: the route's methods */
    bool varies;                /* by the request's origin, whatever that is now */
    bool cors;                  /* a page of the request's origin may read the answer */
    text_t set_cookie;          /* value of Set-Cookie; empty: there is none */
    bool preflight;             /* the answer is 204 and says what such a page may ask */
    int retry_after;            /* seconds, of 429 and 503; 0: the least */
};

/* What is sent as the answer's body. */
static inline text_t exchange_answer(const exchange_t *self)
{
    return self->document ? self->document->body : buffer_text(&self->answer);
}

/* Bytes of the answer's body, whoever has them. */
static inline size_t exchange_answer_size(const exchange_t *self)
{
    return self->source ? self->source->size : exchange_answer(self).size;
}

/* More parameters than this are refused: nobody sends so many. */
enum { EXCHANGE_PARAMS_MAX = 200 };

/* Adds a parameter, whose slices must last as long as the exchange. */
void exchange_add_param(exchange_t *self, param_t param);

#endif
