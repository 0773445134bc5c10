/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON envelope of every answer (api.md 1). */
#ifndef LEIDA_GATEWAY_HTTP_ANSWER_H
#define LEIDA_GATEWAY_HTTP_ANSWER_H

#include "gateway/http/exchange.h"

/* Completes the exchange with a status and the JSON text of `data` (empty stands for {}). Once only. */
void answer_write(exchange_t *exchange, status_t status, text_t data);

/* Completes the exchange with a document, which outlives it, in place of the envelope. Once only. */
void answer_write_document(exchange_t *exchange, const document_t *document);

#endif
