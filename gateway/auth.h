/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials (api.md 1): rand_str = lower-case hex md5(timestamp + token), with timestamp and user_id in the
 * query. */
#ifndef LEIDA_GATEWAY_AUTH_H
#define LEIDA_GATEWAY_AUTH_H

#include "gateway/exchange.h"

/* Takes user_id, timestamp and rand_str out of the parameters into the exchange. False when they cannot be
 * right whatever the token: missing, twice, malformed, outside the freshness window of `freshness` ms (0: any
 * time). */
bool auth_read(exchange_t *exchange, int64_t now, int64_t freshness);

/* Compares the signature, in constant time, with what a stored credential ('1' or '0', then the token) asks
 * for. */
bool auth_matches(const exchange_t *exchange, text_t credential);

#endif
