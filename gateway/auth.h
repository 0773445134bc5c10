/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Credentials, by either scheme (docs/api.md): rand_str = lower-case hex md5(timestamp + token), with
 * timestamp and user_id in the query; or the header Authorization of a signed request. All is known from the
 * head but whether a signed body is the one that came.
 */
#ifndef LEIDA_GATEWAY_AUTH_H
#define LEIDA_GATEWAY_AUTH_H

#include "gateway/http/exchange.h"

/* Takes who calls, and what is to prove it, into the exchange, whose query has been read into parameters.
 * False when it cannot be right whatever the token: missing, twice, by both schemes, malformed, outside the
 * freshness window of `freshness` ms around `now`. 0: any time; signed requests have 15 minutes then, and
 * never more. */
bool auth_read(exchange_t *exchange, int64_t now, int64_t freshness);

/* Compares the signature, in constant time, with what the stored credential (common/store/credential.h) asks
 * for, if it takes this scheme. */
bool auth_matches(const exchange_t *exchange, text_t credential);

/* What tells the token of a stored credential from others; 0 when the text is none. */
uint64_t auth_token_of(text_t credential);

/* Whether the whole body is the one that a signed request was signed with; true of any other request. */
bool auth_body_matches(const exchange_t *exchange);

#endif
