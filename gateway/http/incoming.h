/* SPDX-License-Identifier: Apache-2.0 */
/* An exchange with what this folder needs besides to read and answer it. Ended ones are kept with their
 * memory for new ones. */
#ifndef LEIDA_GATEWAY_HTTP_INCOMING_H
#define LEIDA_GATEWAY_HTTP_INCOMING_H

#include "gateway/http/chunked.h"
#include "gateway/http/exchange.h"
#include "gateway/http/http.h"

typedef struct connection connection_t;

typedef struct incoming incoming_t;
struct incoming {
    exchange_t exchange; /* first: one is the other */
    http_t *http;
    connection_t *connection; /* NULL: the client is gone */
    size_t body_limit;        /* bytes that the body may have */
    size_t body_taken;        /* bytes of the body that have come, its framing left out */
    size_t held;              /* of the loop's body memory: what the body's buffer has allocated */
    chunked_t *chunked;       /* in the arena; NULL: the body has a length */
    text_t answer_head;       /* in the arena */
    size_t sent;              /* bytes of head and answer that are on their way */
    text_t piece;             /* of what the answer's source gave: not sent yet */
    bool starved;             /* the source has nothing for now */
    struct document_source *document_source; /* in the arena; NULL: the answer is no large document */
    incoming_t *next;                        /* in the pool */
};

/* A zeroed one is empty. */
typedef struct {
    incoming_t *first;
    size_t count;
} incoming_pool_t;

/* An empty request. */
incoming_t *incoming_new(incoming_pool_t *pool);
/* Gives it back to the pool, or frees it where that is full. */
void incoming_end(incoming_t *self, incoming_pool_t *pool);
/* Frees what the pool keeps; requests in use are not its. */
void incoming_pool_free(incoming_pool_t *pool);

/* Takes the HTTP method from the beginning of a head that will not be read: the answer to HEAD has no body
 * even then. */
void incoming_take_http_method(incoming_t *self, text_t bytes);

/* Reads the head's bytes into the exchange, which keeps a copy. STATUS_DONE or what to refuse it with. */
status_t incoming_take_head(incoming_t *self, text_t bytes);

#endif
