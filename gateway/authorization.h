/* SPDX-License-Identifier: Apache-2.0 */
/* The header field Authorization of the scheme Leida-HMAC-SHA256 (docs/api.md, "Signed requests"). Pure. */
#ifndef LEIDA_GATEWAY_AUTHORIZATION_H
#define LEIDA_GATEWAY_AUTHORIZATION_H

#include "gateway/http/claim.h"

typedef enum {
    AUTHORIZATION_NONE, /* empty, or of another scheme */
    AUTHORIZATION_READ,
    AUTHORIZATION_WRONG /* of this scheme, and not as it should be */
} authorization_t;

/* Reads the field's value. Sets *claim, of slices of the value, when it gives AUTHORIZATION_READ. */
authorization_t authorization_read(text_t value, claim_t *claim);

#endif
