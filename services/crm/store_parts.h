/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the store share; nobody else includes this. */
#ifndef LEIDA_SERVICES_CRM_STORE_PARTS_H
#define LEIDA_SERVICES_CRM_STORE_PARTS_H

#include "common/store/keys.h"
#include "services/crm/store.h"

extern const redis_script_t store_tail, store_fields, store_followed, store_tags;

/* The order whose scores an order of contacts goes by. */
relation_order_t store_order_of(contact_order_t order);

/* The score of a relation in an order: a percentage, or a time in ms. False when it is none of these. */
bool store_take_score(const redis_reply_t *reply, relation_order_t order, int64_t *score);

#endif
