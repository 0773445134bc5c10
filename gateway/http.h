/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP: the only room that knows libmicrohttpd. It reads requests into exchanges, refuses what is no proper
 * HTTP or too large, and sends the answers. One http_t a loop, driven by its epoll descriptor. An exchange
 * that is answered fast is never suspended: libmicrohttpd asks for it again at each run; only those that wait
 * longer are.
 */
#ifndef LEIDA_GATEWAY_HTTP_H
#define LEIDA_GATEWAY_HTTP_H

#include "common/loop.h"
#include "common/request_log.h"
#include "gateway/traffic.h"

typedef struct http http_t;

typedef struct {
    const char *host;                              /* an IP address */
    uint16_t port;                                 /* 0: any */
    unsigned connections, connections_per_address; /* limits; 0 per address: none */
    size_t body_limit;                             /* bytes */
    int64_t idle_limit,
        request_limit; /* ms: between requests; from the first byte of a request to its last */
    request_log_options_t log;
    /* A request's line and headers are in: returns STATUS_DONE to go on, else it is answered so. */
    status_t (*route)(void *context, exchange_t *exchange);
    /* A whole request is in. Answers now (answer_write) or later (answer_write, then http_answered). */
    void (*handle)(void *context, exchange_t *exchange);
    void *context;
} http_options_t;

/* Listens. NULL, with errno, when it can't. */
http_t *http_new(loop_t *loop, const http_options_t *options);
/* Every exchange must have been answered. */
void http_destroy(http_t **self_p);
uint16_t http_port(const http_t *self);

/* Tells that a pending exchange has been answered. It may be freed by this when its client is gone. */
void http_answered(exchange_t *exchange);
/* Serves what is ready: to be called at each turn's end, after the services' replies were taken. */
void http_turn(http_t *self);

/* Accepts no more connections; those that are open end after their next answer. */
void http_drain(http_t *self);
/* How many requests are being read or answered. */
size_t http_in_flight(const http_t *self);
/* What was served; lasts as long as the http_t. */
const traffic_t *http_traffic(const http_t *self);
size_t http_connections(const http_t *self);

#endif
