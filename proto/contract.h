/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract, declared once: every method with its route, caller, parameters, limits, answer and texts. The
 * gateway routes and validates by it, the wire form follows from it, services decode by it, leidactl,
 * openapi.json and the contract tests read it. Sources: api.md and the seed document; the historic spellings
 * live here and nowhere else.
 */
#ifndef LEIDA_PROTO_CONTRACT_H
#define LEIDA_PROTO_CONTRACT_H

#include "proto/method.h"

#define CONTRACT_BASE_PATH "/zhugeleida"
/* Where a WebSocket is asked for (docs/push.md). */
#define CONTRACT_PUSH_STAFF CONTRACT_BASE_PATH "/qiyeweixin/push"
#define CONTRACT_PUSH_CUSTOMER CONTRACT_BASE_PATH "/gongzhonghao/push"
/* By which a browser that is sent to WeChat is known again when it returns (fields FROM_COOKIE). */
#define CONTRACT_LOGIN_COOKIE "leida_wx"

/* All methods, by index; NULL past the end. */
const method_t *contract_at(size_t index);
/* How many methods contract_at knows. */
size_t contract_count(void);

/* By id on the wire; NULL when there is none. */
const method_t *contract_method(unsigned id);

/* The msg of an answer of this method (method may be NULL for answers before routing). */
const char *contract_text(const method_t *method, unsigned status);

/* Decodes a call's body into a zeroed record of the method and puts the caller's id in. False when it does
 * not fit. */
bool contract_decode(const method_t *method, const principal_t *caller, text_t body, record_t *record,
                     arena_t *arena);

/* The staff user or the customer that a call with this request record is about; 0 when it names none. */
int64_t contract_id(const method_t *method, const record_t *record, principal_kind_t kind);

/* The member of the method's answers that says how many rows there are in all. */
const char *contract_count_name(const method_t *method);

/* "chat", "crm", "actionlog", "wechat", or "gateway" for none of them: a static string, for logs, metrics and
 * keys. */
const char *service_name(service_t service);

#endif
