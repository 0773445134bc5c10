/* SPDX-License-Identifier: Apache-2.0 */
/* What a request brings to prove who sends it, by either scheme. */
#ifndef LEIDA_GATEWAY_HTTP_CLAIM_H
#define LEIDA_GATEWAY_HTTP_CLAIM_H

#include "base/text.h"

typedef struct {
    bool hmac; /* Leida-HMAC-SHA256; else rand_str in the query */
    text_t user_id, timestamp, signature;
    /* Of a signed request: */
    text_t nonce;
    text_t body_sha256;  /* hex */
    int64_t nonce_keeps; /* ms that the nonce has to be remembered */
} claim_t;

#endif
