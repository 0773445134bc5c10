/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Credentials, by any scheme (docs/api.md): rand_str = lower-case hex md5(timestamp + token), with
 * timestamp and user_id in the query; the header Authorization of a signed request; or the cookie of a
 * browser's session. All is known from the head but whether a signed body is the one that came.
 */
#ifndef LEIDA_GATEWAY_AUTH_H
#define LEIDA_GATEWAY_AUTH_H

#include "gateway/session/session.h"

typedef struct {
    int64_t freshness; /* ms a timestamp may be off; 0: any, but signed requests have 15 minutes then, and
                        * never more */
    site_t site;       /* whose pages may use sessions */
} auth_options_t;

/* Takes who calls, and what is to prove it, into the exchange, whose query has been read into parameters; of
 * a route of either kind of caller, a session. `now`: ms since 1970. STATUS_DONE; STATUS_CREDENTIALS when it
 * cannot be right whatever the token: missing, twice, by two schemes, malformed, stale; STATUS_ORIGIN as
 * session_claim. */
status_t auth_read(exchange_t *exchange, int64_t now, const auth_options_t *options);

/* Compares the signature, or the session's, in constant time, with what the stored credential
 * (common/store/credential.h) asks for, if it takes this scheme. */
bool auth_matches(const exchange_t *exchange, text_t credential);

/* auth_matches has found the session or login of the exchange genuine: session_grant with the token of its
 * stored credential. */
void auth_grant(exchange_t *exchange, text_t credential, int64_t now, const auth_options_t *options);

/* What tells the token of a stored credential from others; 0 when the text is none. */
uint64_t auth_token_of(text_t credential);

/* Whether the whole body is the one that a signed request was signed with; true of any other request. */
bool auth_body_matches(const exchange_t *exchange);

#endif
