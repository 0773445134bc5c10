/* SPDX-License-Identifier: Apache-2.0 */
/* Request bodies and queries into parameters. What is wrong with one as a whole is left in `fault`. */
#ifndef LEIDA_GATEWAY_FORM_H
#define LEIDA_GATEWAY_FORM_H

#include "gateway/http/exchange.h"

/* Splits "a=1&b=%E4%BD%A0" (a query or an urlencoded body). A bad percent escape marks its parameter
 * malformed, and is a fault of the whole in its name. The slices borrow from the text or live in the arena.
 */
void form_read(exchange_t *exchange, text_t encoded, field_from_t from);

/* Takes the body, of whichever kind it is: the pairs of a form, the members of a JSON object, the parts of
 * multipart/form-data. */
void form_read_body(exchange_t *exchange);

/* Whether a body that the head announces can be read: there is none, or it is one of these kinds, as it is.
 */
bool form_is_readable(const exchange_t *exchange);

/* Appends what is wrong with the percent escape of a malformed parameter, and where. */
void form_explain_escape(buffer_t *out, const param_t *param);

#endif
