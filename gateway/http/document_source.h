/* SPDX-License-Identifier: Apache-2.0 */
/* Large documents on their way out: piece by piece, each in its turn, so that calls need not wait for them
 * (http_send_documents). */
#ifndef LEIDA_GATEWAY_HTTP_DOCUMENT_SOURCE_H
#define LEIDA_GATEWAY_HTTP_DOCUMENT_SOURCE_H

#include "gateway/http/incoming.h"

/* The answer is about to be sent, with its body: if that is a large document from memory it gets a source
 * that gives it in turns. */
void document_source_begin(incoming_t *request);
/* The request ends: it waits for no turn any more, if it did. */
void document_source_end(incoming_t *request);

#endif
