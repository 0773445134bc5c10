/* SPDX-License-Identifier: Apache-2.0 */
/* What a migration takes out of the names of keys that it has found (common/store/keys.h). */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_KEYS_H
#define LEIDA_SERVICES_CRM_MIGRATION_KEYS_H

#include "base/text.h"

/* Whether the key begins so; `rest`, which borrows from it, is what comes then: never empty. */
bool migration_key_is(text_t key, text_t prefix, text_t *rest);
/* Reads "USER}": the rest of the key of a staff user. False when it is none. */
bool migration_key_world(text_t rest, int64_t *user_id);
/* Reads "USER}:CUSTOMER": the rest of the key of a relation. False when it is none. */
bool migration_key_pair(text_t rest, int64_t *user_id, int64_t *customer_id);

#endif
