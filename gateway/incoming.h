/* SPDX-License-Identifier: Apache-2.0 */
/* A request on its way in, as libmicrohttpd hands it over in pieces: head, then body; and its answer.
 * http.c's other half. */
#ifndef LEIDA_GATEWAY_INCOMING_H
#define LEIDA_GATEWAY_INCOMING_H

#include <microhttpd.h>

#include "gateway/http.h"

typedef struct incoming {
    exchange_t exchange; /* first: one is the other */
    http_t *http;
    struct MHD_Connection *connection; /* NULL: the client is gone */
    struct MHD_PostProcessor *parts;   /* of a multipart body */
    buffer_t part;                     /* the value of the part that is coming in */
    bool in_part;
    size_t body_size, body_limit; /* bytes of the body so far, and at most */
    size_t content_lengths;       /* headers of that name */
    bool chunked, begun;
    bool handling;                  /* its handler is on the stack: what it answers is sent when it returns */
    status_t refused;               /* STATUS_DONE, or why the body is not read */
    struct incoming *older, *newer; /* among those that are being read; `older`: the next in the pool */
} incoming_t;

/* Ended requests that are kept with their memory for new ones. A zeroed one is empty. */
typedef struct {
    incoming_t *first;
    size_t count;
} incoming_pool_t;

/* An empty request. */
incoming_t *incoming_new(incoming_pool_t *pool);
/* Gives it back to the pool, or frees it where that is full. */
void incoming_end(incoming_t *self, incoming_pool_t *pool);
void incoming_pool_free(incoming_pool_t *pool);

/* Line and headers are in: notes what matters of them, and refuses smuggled requests (two lengths; a length
 * and chunks) and bodies that say they are too large. */
void incoming_take_head(incoming_t *self, const char *verb, size_t body_limit);
/* After routing: makes ready for a multipart body. */
void incoming_expect_body(incoming_t *self);
/* Takes a piece of the body. False when the connection must be cut: far more than the limit came unannounced.
 */
bool incoming_take_body(incoming_t *self, text_t piece);
/* The body is whole. */
void incoming_end_body(incoming_t *self);
/* Gives the answer to libmicrohttpd; `last` says that the connection ends with it. */
enum MHD_Result incoming_send(incoming_t *self, bool last);

#endif
