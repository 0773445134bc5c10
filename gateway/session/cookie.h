/* SPDX-License-Identifier: Apache-2.0 */
/* The cookies that hold sessions (RFC 6265): one for each kind of principal, since one browser may have both.
 */
#ifndef LEIDA_GATEWAY_SESSION_COOKIE_H
#define LEIDA_GATEWAY_SESSION_COOKIE_H

#include "base/buffer.h"
#include "gateway/http/head.h"
#include "proto/principal.h"

/* Which cookie is meant. */
typedef struct {
    principal_kind_t kind;
    bool plain; /* in the clear: without the prefix and Secure, which ask for HTTPS */
} cookie_t;

/* The value of that cookie in a head. False when it is not there, or there twice: then nobody can tell which
 * of them is ours. */
bool cookie_find(const head_t *head, cookie_t cookie, text_t *value);
/* The same of any cookie. */
bool cookie_find_named(const head_t *head, text_t wanted, text_t *value);

/* Appends the value of Set-Cookie that has a browser keep `value` for so many seconds; 0: forget it. */
void cookie_write(buffer_t *out, cookie_t cookie, text_t value, int64_t seconds);

#endif
