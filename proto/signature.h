/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a request of the scheme Leida-HMAC-SHA256 is signed over, to the byte (docs/api.md, "Signed
 * requests"): the gateway checks it, leidactl makes it. Pure functions of text.
 */
#ifndef LEIDA_PROTO_SIGNATURE_H
#define LEIDA_PROTO_SIGNATURE_H

#include "base/buffer.h"
#include "base/hash.h"

#define SIGNATURE_SCHEME "Leida-HMAC-SHA256"

enum {
    SIGNATURE_PARAMETERS_MAX = 200, /* of a query */
    SIGNATURE_NONCE_MIN = 16,       /* characters */
    SIGNATURE_NONCE_MAX = 64
};

/* A request's parts as they are sent. */
typedef struct {
    text_t method;      /* "GET", for HEAD too, or "POST" */
    text_t path, query; /* percent-encoded; the query without its '?' */
    text_t user_id, timestamp, nonce;
    text_t body_sha256; /* 64 lower-case hex digits, of the whole body */
} signed_request_t;

/* Appends the eight lines, LF between them, that are signed. False, with nothing appended, when the query has
 * a bad percent escape or more than SIGNATURE_PARAMETERS_MAX parameters. */
bool signature_canonical(buffer_t *out, const signed_request_t *request);

/* The signature, by the key `token`. False as above. */
bool signature_make(char hex[HASH_SHA256_SIZE], const signed_request_t *request, text_t token);

/* Whether it is a nonce: SIGNATURE_NONCE_MIN to SIGNATURE_NONCE_MAX letters, digits, '-' and '_'. */
bool signature_is_nonce(text_t text);

#endif
