/* SPDX-License-Identifier: Apache-2.0 */
/* What a request brings to prove who sends it, by one of the schemes. */
#ifndef LEIDA_GATEWAY_HTTP_CLAIM_H
#define LEIDA_GATEWAY_HTTP_CLAIM_H

#include "base/text.h"

typedef enum {
    CLAIM_RAND_STR, /* rand_str in the query */
    CLAIM_HMAC,     /* Leida-HMAC-SHA256 */
    CLAIM_SESSION,  /* the cookie of a browser's session (decision 0035) */
    CLAIM_LOGIN     /* the login token that such a session begins with */
} claim_scheme_t;

typedef struct {
    claim_scheme_t scheme;
    text_t user_id, timestamp, signature;
    text_t nonce;        /* of a signed request and of a login, each taken once */
    int64_t nonce_keeps; /* ms that it has to be remembered */
    text_t body_sha256;  /* hex; of a signed request */
    /* Of a session or a login (proto/session.h): */
    text_t session;
    int64_t issued, expires; /* ms since 1970 */
    int64_t expired;         /* `expires` as it came, of a session that the answer prolongs */
} claim_t;

#endif
