/* SPDX-License-Identifier: Apache-2.0 */
/* Request bodies and queries into parameters. */
#ifndef LEIDA_GATEWAY_FORM_H
#define LEIDA_GATEWAY_FORM_H

#include "gateway/exchange.h"

/* Splits "a=1&b=%E4%BD%A0" (a query or an urlencoded body). A bad percent escape marks its parameter
 * malformed. The slices borrow from the text or live in the arena. False when there are too many. */
bool form_read(exchange_t *exchange, text_t encoded, field_from_t from);

/* Takes the members of a JSON object. False when it is none, or has too many. */
bool form_read_json(exchange_t *exchange, text_t json);

#endif
