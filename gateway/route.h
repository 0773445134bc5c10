/* SPDX-License-Identifier: Apache-2.0 */
/* Paths to methods, by the contract. */
#ifndef LEIDA_GATEWAY_ROUTE_H
#define LEIDA_GATEWAY_ROUTE_H

#include "gateway/exchange.h"

/* Finds the exchange's method by verb and path, and takes the number at the end of the path as parameter "id"
 * (or "n"). STATUS_DONE, STATUS_UNKNOWN_PATH, or STATUS_WRONG_VERB (then exchange->allow says which is
 * right). Without a method STATUS_DONE means that the contract itself is asked for (OPENAPI_PATH). */
status_t route_find(exchange_t *exchange);

#endif
