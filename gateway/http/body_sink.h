/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the body of a request as it comes in, in place of exchange->body: for bodies that no memory is to
 * hold. Whoever sets it (exchange->sink, before http_take_body) frees it when the exchange has ended. */
#ifndef LEIDA_GATEWAY_HTTP_BODY_SINK_H
#define LEIDA_GATEWAY_HTTP_BODY_SINK_H

#include "base/text.h"

typedef struct {
    /* Takes the next bytes, all of them, which are there until it returns. It may answer the exchange: then
     * it is not called again. */
    void (*take)(void *context, text_t bytes);
    void *context;
    bool waits; /* it wants no more for now: nothing is read until http_go_on */
} body_sink_t;

#endif
