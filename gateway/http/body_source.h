/* SPDX-License-Identifier: Apache-2.0 */
/* Gives the body of an answer piece by piece: for bodies that no memory is to hold. Whoever sets it
 * (exchange->source, with a document that has no body) frees it when the exchange has ended. */
#ifndef LEIDA_GATEWAY_HTTP_BODY_SOURCE_H
#define LEIDA_GATEWAY_HTTP_BODY_SOURCE_H

#include "base/text.h"
#include "gateway/http/stream_result.h"

typedef struct {
    size_t size; /* bytes of the whole body */
    /* The next piece, which is there until the next call, and never goes beyond the body's end. STREAM_MOVED;
     * STREAM_LATER: http_go_on tells when to ask again; STREAM_BROKEN: there is none, and the connection
     * ends.
     */
    stream_result_t (*next)(void *context, text_t *piece);
    void *context;
} body_source_t;

#endif
