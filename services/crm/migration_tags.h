/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Brings the tags of a store of form 0 or 1 forward, which had neither catalogues nor indexes of who bears a
 * tag (decision 0031). Each may be done again. For migration.c alone.
 */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_TAGS_H
#define LEIDA_SERVICES_CRM_MIGRATION_TAGS_H

#include "services/crm/migration_lock.h"

typedef enum {
    TAGS_BROUGHT,
    TAGS_LEFT,  /* something that was read is damaged, or the catalogue full */
    TAGS_FAILED /* Redis did not answer, or the lock was lost */
} tags_brought_t;

typedef void(tags_brought_fn)(void *context, tags_brought_t result);

/* Puts a tag into the catalogue of its company. `done` is called once; not at all when this gives false. */
bool migration_bring_tag(migration_lock_t *lock, int64_t tag_id, tags_brought_fn *done, void *context);
/* Puts down that a customer is bound to a staff user, and what tags they bear. The same. */
bool migration_bring_bound(migration_lock_t *lock, int64_t user_id, int64_t customer_id,
                           tags_brought_fn *done, void *context);

#endif
