/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the store share; nobody else includes this. */
#ifndef LEIDA_SERVICES_CRM_STORE_PARTS_H
#define LEIDA_SERVICES_CRM_STORE_PARTS_H

#include "common/store/keys.h"
#include "services/crm/store.h"

extern const redis_script_t store_tail, store_fields, store_followed, store_tags, store_add_tag,
    store_next_id, store_reserve, store_commit, store_index, store_phrase_add, store_phrase_delete,
    store_bound, store_bind;

/* Reads the number that a script of a write returned into the job's outcome: 0 refuses with `refusal`, others
 * are of common/store/once.h. False when it is no number. */
bool store_take_outcome(job_t *job, const redis_reply_t *reply, status_t refusal);
/* The same of a script that refuses where there is no relation. */
bool store_read_outcome(job_t *job, const redis_reply_t *reply);

/* The sorted index whose scores a sort of contacts goes by. */
relation_index_t store_index_of(contact_sort_t sort);

/* The score of a relation in a sorted index: a percentage, or a time in ms. False when it is neither. */
bool store_take_score(const redis_reply_t *reply, relation_index_t index, int64_t *score);

#endif
