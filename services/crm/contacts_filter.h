/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the relations that the filters of contacts let through, for contacts.c alone. */
#ifndef LEIDA_CRM_CONTACTS_FILTER_H
#define LEIDA_CRM_CONTACTS_FILTER_H

#include "services/crm/crm.h"

/* Whether the request has a filter at all. */
bool filter_is_given(const contacts_request_t *request);

/* Walks through the order and puts the matches from the stretch's skip on, at most its length, into it; then
 * tells the gather. `matched` becomes the number of all matches, stretch->total that of all relations; asked
 * for one customer who is not bound to the staff user, both become 0. Memory does not grow with the number of
 * relations, and between chunks the loop goes on with other work. */
void filter_find(crm_t *crm, call_t *call, stretch_t *found, int64_t *matched, gather_t *gather);

#endif
