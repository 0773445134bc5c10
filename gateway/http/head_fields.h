/* SPDX-License-Identifier: Apache-2.0 */
/* What a head says, and how the header fields that matter to the edge come into it. */
#ifndef LEIDA_GATEWAY_HTTP_HEAD_FIELDS_H
#define LEIDA_GATEWAY_HTTP_HEAD_FIELDS_H

#include "gateway/http/header_value.h"
#include "proto/status.h"

enum {
    HEAD_ORIGIN_MAX = 512, /* of an Origin field: a longer one is treated as none */
    HEAD_LENGTH_NONE = -1
};

typedef enum { BODY_LENGTH, BODY_CHUNKED } body_framing_t;

/* What a head says. Every slice is one of the text that was read; a field that was not given is empty. */
typedef struct {
    text_t method, path, query; /* the target's path and query, percent-encoded as they came */
    bool http_1_0;
    bool keeps_alive;       /* the connection may carry another request */
    bool says_close;        /* Connection: close, which wins over keep-alive */
    bool expects_continue;  /* Expect: 100-continue */
    bool says_upgrade;      /* Connection: upgrade */
    body_framing_t framing; /* how the body's end is found */
    int64_t length;         /* Content-Length, or HEAD_LENGTH_NONE */
    text_t host;            /* of an absolute target, else of the Host field */
    bool has_host;          /* the field was given */
    text_t content_type, content_encoding;
    text_t authorization, idempotency_key;
    text_t traceparent;                      /* none where it is given twice: which trace is meant? */
    text_t origin, requested_method;         /* of CORS: Origin, Access-Control-Request-Method */
    header_lines_t forwarded, forwarded_for; /* Forwarded, X-Forwarded-For */
    header_lines_t accepted_codings;         /* Accept-Encoding */
    header_lines_t known_tags;               /* If-None-Match */
    header_lines_t ranges;                   /* Range */
    text_t range_of;                         /* If-Range */
    header_lines_t upgrade;                  /* Upgrade */
    text_t socket_key, socket_version;       /* Sec-WebSocket-Key, Sec-WebSocket-Version */
    header_lines_t socket_protocols;         /* Sec-WebSocket-Protocol */
    bool key_twice, trace_twice;             /* Idempotency-Key, traceparent was given more than once */
    text_t cookie;                           /* Cookie */
    text_t page;                             /* X-Leida: a page of ours sends it */
    text_t fetch_site;                       /* Sec-Fetch-Site */
} head_t;

/* Takes a field, well-formed by itself, into the head. STATUS_DONE, or what is wrong with it. */
status_t head_take_field(head_t *head, text_t name, text_t value);

#endif
