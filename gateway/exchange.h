/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One HTTP request and its answer: plain data that the rooms of the gateway hand on, each adding its part.
 * http.c makes and frees it; nobody else knows libmicrohttpd.
 */
#ifndef LEIDA_GATEWAY_EXCHANGE_H
#define LEIDA_GATEWAY_EXCHANGE_H

#include "gateway/trace.h"
#include "proto/contract.h"

/* A parameter as it came; a field takes it by name (params.c). */
typedef struct {
    text_t name;
    raw_t raw;
    field_from_t from;
    bool malformed; /* its percent encoding was */
} param_t;

typedef struct {
    param_t *list; /* in the arena */
    size_t count, capacity;
} params_t;

typedef enum {
    EXCHANGE_READING,  /* the request is still coming in */
    EXCHANGE_PENDING,  /* a service or the credentials are being asked */
    EXCHANGE_ANSWERED, /* the answer is complete */
    EXCHANGE_SENT      /* given to libmicrohttpd */
} exchange_state_t;

typedef enum { BODY_NONE, BODY_FORM, BODY_MULTIPART, BODY_JSON, BODY_OTHER } body_kind_t;

typedef struct exchange exchange_t;
struct exchange {
    void *gateway; /* the loop's gateway_t */
    exchange_state_t state;
    arena_t arena;
    int64_t began;    /* loop_now */
    int64_t began_us; /* loop_now_us */
    int64_t deadline; /* loop_now by which it is to be answered, from the whole request on */
    bool suspended;
    bool gone; /* the client went away while a service was being asked: nobody waits for the answer */

    http_verb_t verb;
    text_t path, query; /* of the request line, still percent-encoded */
    body_kind_t body_kind;
    buffer_t body;
    text_t header_key; /* Idempotency-Key */
    params_t params;
    status_t parse_status; /* STATUS_DONE, or what is wrong with query or body as a whole */

    const method_t *method;
    principal_t caller;
    bool known;                  /* the caller has proven who that is */
    text_t timestamp, signature; /* of the credentials */
    record_t *record;
    text_t message_key;
    trace_t trace;
    unsigned moves; /* how often the call was taken from an instance and given to another */

    status_t status;
    buffer_t answer;   /* the JSON envelope */
    const char *allow; /* of 405 */
};

/* More parameters than this are refused: nobody sends so many. */
enum { EXCHANGE_PARAMS_MAX = 200 };

/* Adds a parameter, whose slices must last as long as the exchange. */
void exchange_add_param(exchange_t *self, param_t param);

#endif
