/* SPDX-License-Identifier: Apache-2.0 */
/* Raw parameters into the method's request record, by the contract's rules. */
#ifndef LEIDA_GATEWAY_PARAMS_H
#define LEIDA_GATEWAY_PARAMS_H

#include "gateway/http/exchange.h"

/* Fills exchange->record and message_key. False when any field is wrong: `errors` then holds the JSON text of
 * every offending field at once (api.md 1, Codes). Unknown parameters are ignored. */
bool params_read(exchange_t *exchange, buffer_t *errors);

/* The same of a request that is whole, with the parameters of its body; also false, with an entry for it,
 * when something is wrong with query or body as a whole. */
bool params_read_whole(exchange_t *exchange, buffer_t *errors);

/* Writes that something which is no field is wrong, as if it were one. */
void params_write_fault(buffer_t *errors, const char *name, text_t message);

#endif
