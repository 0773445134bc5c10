/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Browsers' sessions (decision 0035) as credentials of a request: what it claims with a cookie or a login
 * token, and the cookie that it gets. Whether what it claims is genuine, auth.h says.
 */
#ifndef LEIDA_GATEWAY_SESSION_SESSION_H
#define LEIDA_GATEWAY_SESSION_SESSION_H

#include "gateway/http/exchange.h"
#include "gateway/session/ended.h"
#include "gateway/session/site.h"

/* How long a session lasts when it is not used, from its login on at most; when it is prolonged; and how far
 * the clocks of gateways and of those who make links may differ. ms. */
#define SESSION_IDLE_MS (INT64_C(12) * 3600 * 1000)
#define SESSION_LIFE_MS (INT64_C(7) * 24 * 3600 * 1000)
#define SESSION_RENEW_MS (INT64_C(3600) * 1000)
#define SESSION_CLOCKS_MS (INT64_C(60) * 1000)
/* How soon an answer has to be there to prolong a session, from the look at its credentials on, and how long
 * one is not prolonged any more after it was ended. ms. */
#define SESSION_SOON_MS 1000
#define SESSION_ENDED_MS (INT64_C(60) * 1000)

/* Takes the session cookie of the route's kind of caller into the claim; where the route takes either, `kind`
 * in the query says which, else staff comes first. `now`: ms since 1970. STATUS_DONE; STATUS_CREDENTIALS:
 * there is none, it is over, or the request is none of our pages'; STATUS_ORIGIN, for a WebSocket: there is
 * one, but its page is not ours. */
status_t session_claim(exchange_t *exchange, const site_t *site, int64_t now);

/* Takes a login token into the claim. STATUS_DONE or STATUS_CREDENTIALS, as above. */
status_t session_claim_login(exchange_t *exchange, text_t token, const site_t *site, int64_t now);

/* The claim is genuine: a login gets its session, and one that is older than SESSION_RENEW_MS is prolonged.
 * Not that of a WebSocket, which is told to come again when the one is over that it was opened with. */
void session_grant(exchange_t *exchange, const site_t *site, text_t key, int64_t now);

/* An answer is about to be sent, at this loop_now: it does not prolong the session if that took long, or the
 * session has been ended meanwhile. Browsers would have the cookie again that a logout has taken away. */
void session_settle(exchange_t *exchange, ended_t *ended, int64_t now);

/* The nonce of the session of that kind which the request has a cookie of, genuine or not; empty: none. */
text_t session_nonce(const exchange_t *exchange, const site_t *site, principal_kind_t kind);

/* Has the browser forget the session of that kind. */
void session_forget(exchange_t *exchange, const site_t *site, principal_kind_t kind);

/* Which kind of session the request has a cookie of, staff before customer; 0: neither. */
principal_kind_t session_kind(const exchange_t *exchange, const site_t *site);

#endif
