/* SPDX-License-Identifier: Apache-2.0 */
/* Cross-origin resource sharing: which pages of other origins may call, as the Fetch standard has browsers
 * ask.
 */
#ifndef LEIDA_GATEWAY_CORS_H
#define LEIDA_GATEWAY_CORS_H

#include "gateway/http/exchange.h"

/* Whether an Origin is one of a list ("https://a.example https://b.example:8443"). An empty one is none. */
bool cors_allows(const char *origins, text_t origin);

/* Whether a request asks, before another one, if that would be allowed; its origin is one that may. */
bool cors_is_preflight(const exchange_t *exchange);

/* A rule of config_key_t: origins (scheme, host, perhaps a port), separated by spaces. */
bool cors_valid(const char *origins);

#endif
