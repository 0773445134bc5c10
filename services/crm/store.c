/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/store_parts.h"

const redis_script_t *const crm_scripts[] = {
    &store_tail,          &store_fields,  &store_followed, &store_tags,  &store_add_tag,
    &store_next_id,       &store_reserve, &store_commit,   &store_index, &store_phrase_add,
    &store_phrase_delete, &store_bound,   &store_bind,     NULL};
