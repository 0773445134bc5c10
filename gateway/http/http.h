/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP/1.1 for one loop: listens, reads requests into exchanges, refuses by itself what is no proper HTTP,
 * too large or too slow, and sends the answers. Nobody outside this folder knows connections. Requests of one
 * connection are served one after the other, in their order.
 */
#ifndef LEIDA_GATEWAY_HTTP_HTTP_H
#define LEIDA_GATEWAY_HTTP_HTTP_H

#include "common/loop/loop.h"
#include "common/observe/request_log.h"
#include "gateway/http/handed.h"
#include "gateway/http/traffic.h"

typedef struct http http_t;

/* What a client may take: every limit is one loop's share. */
typedef struct {
    size_t connections;             /* open at a time; beyond it the slowest make room */
    size_t connections_per_address; /* 0: no limit */
    size_t body_size;               /* bytes of one request body */
    size_t body_memory;             /* bytes that all requests hold together while they come in */
    int64_t idle;                   /* ms a connection may be without a request */
    int64_t head;                   /* ms from a request's first byte to its head's last */
    int64_t rate_period;            /* ms; in each, a body or an answer must move … */
    size_t rate;                    /* … this many bytes a second */
} http_limits_t;

/* Fields of the head of every answer, also of those that are given without `head`. */
typedef struct {
    /* Gives them, each "\r\nName: value", together RESPONSE_MORE_MAX bytes at most. NULL: there are none. */
    text_t (*choose)(const void *context, const head_t *head);
    const void *context;
} http_fields_t;

typedef struct {
    const char *host; /* an IP address */
    uint16_t port;    /* 0: any */
    http_limits_t limits;
    const tls_identity_t *tls; /* NULL: in the clear; borrowed */
    request_log_options_t log;
    http_fields_t fields;
    /* Whether an address has no limit of its own. NULL: none is exempt. */
    bool (*exempt)(const void *context, const peer_t *peer);
    /* Bytes that the body of the request may have, by its head alone. NULL: `body_size` of the limits. */
    size_t (*body_size)(const void *context, const exchange_t *exchange);
    /* A head is in, and its body (if any) not yet taken. Calls, now or later, either http_take_body or, once
     * it has written an answer, http_answered. */
    void (*head)(void *context, exchange_t *exchange);
    /* The request is whole. Calls http_answered, now or later, once it has written an answer. */
    void (*whole)(void *context, exchange_t *exchange);
    /* An answer has been written, and is about to be sent: what goes with it may still be changed. NULL:
     * nothing is. */
    void (*answered)(void *context, exchange_t *exchange);
    /* The same of what http refuses by itself, of which `answered` hears nothing: maybe before its head was
     * read, and never `head`'s or `whole`'s any more. NULL: nothing is. */
    void (*refused)(void *context, exchange_t *exchange);
    /* The client of a whole request has closed its side, or is gone, before http_answered: nobody waits any
     * longer. May call http_answered. */
    void (*left)(void *context, exchange_t *exchange);
    /* The connection of an exchange that http_hand_over was called for is the callee's from now on. `ended`
     * follows. */
    void (*handed)(void *context, exchange_t *exchange, const handed_t *handed);
    /* The client has taken the answer, was handed over, or is gone: nothing of the exchange is kept any
     * longer. */
    void (*ended)(void *context, exchange_t *exchange);
    void *context;
} http_options_t;

/* Listens. NULL, with errno, when it can't. */
http_t *http_new(loop_t *loop, const http_options_t *options);
/* Every exchange must have been answered. Open connections are closed. */
void http_destroy(http_t **self_p);
/* The port that was bound. */
uint16_t http_port(const http_t *self);

/* The head was found good: `whole` is called once the body is in, before this returns if there is none. */
void http_take_body(exchange_t *exchange);
/* In place of http_take_body and an answer: the request is one for another protocol, which begins behind its
 * head, and its connection is given away by `handed` (unless its client is gone). From then on it is none of
 * http's: no limit counts it, nothing of it is in http_in_flight. The exchange is freed by this. */
void http_hand_over(exchange_t *exchange);
/* The exchange's sink takes more of its body again, or its source has more of its answer: not from within
 * their functions. The exchange may be freed by this. */
void http_go_on(exchange_t *exchange);
/* The exchange has been answered. It may be freed by this. */
void http_answered(exchange_t *exchange);
/* Answers it with a status and the JSON text of `data`, as answer_write; then as http_answered. */
void http_answer(exchange_t *exchange, status_t status, text_t data);

/* New connections begin with this identity instead of the one before. */
void http_set_tls(http_t *self, const tls_identity_t *tls);

/* Serves requests that came in behind others on their connection: to be called at the end of each iteration,
 * after the services' replies were taken. */
void http_before_sleep(http_t *self);

/* For the end of each iteration: sends large documents, one at a time where none of the calls waits for an
 * answer, else so few that these hardly feel it. */
void http_send_documents(http_t *self, bool calls_wait);

/* Accepts no more connections; those that are open end after their next answer. */
void http_drain(http_t *self);
/* How many requests are being read or answered. */
size_t http_in_flight(const http_t *self);
/* What was served; lasts as long as the http_t. */
const traffic_t *http_traffic(const http_t *self);
/* How many connections are open. */
size_t http_connections(const http_t *self);

#endif
