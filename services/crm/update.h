/* SPDX-License-Identifier: Apache-2.0 */
/* What the update verbs share: a write of a relation under way. */
#ifndef LEIDA_CRM_UPDATE_H
#define LEIDA_CRM_UPDATE_H

#include "services/crm/crm.h"

typedef struct {
    crm_t *crm;
    call_t *call;
    const update_request_t *request;
    gather_t gather;
    write_t write;
} update_t;

/* The write of an update's call. */
write_t update_write(call_t *call, gather_t *gather);

/* Begins: send one write of `write`, then call update_sent; the call is answered when the write is done. */
update_t *update_begin(crm_t *crm, call_t *call);
void update_sent(update_t *self);

#endif
