/* SPDX-License-Identifier: Apache-2.0 */
/* Methods and paths of requests to methods of the contract. */
#ifndef LEIDA_GATEWAY_ROUTE_H
#define LEIDA_GATEWAY_ROUTE_H

#include "gateway/http/exchange.h"

/* Sets the exchange's method by the HTTP method and path of its head. The number at the end of the path
 * becomes the parameter "id", for routes that end in "{id}" as for those that end in "{n}", which take no
 * field from the path and so ignore it; what stands for "{name}" the parameter "name". STATUS_DONE;
 * STATUS_UNKNOWN_PATH; STATUS_WRONG_METHOD, and exchange->allow says which HTTP methods the path takes.
 * STATUS_DONE without a method: the contract itself is asked for (OPENAPI_PATH). */
status_t route_find(exchange_t *exchange);

/* A method that anybody may ask at that path, by whichever HTTP method; NULL: there is none. */
const method_t *route_public(text_t path);

/* Whether a path is that of an upload (method_t.uploads). */
bool route_uploads(text_t path);

#endif
