/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of tags as they are stored ("2,3"), and who sees a tag. */
#ifndef LEIDA_SERVICES_CRM_TAGS_H
#define LEIDA_SERVICES_CRM_TAGS_H

#include "proto/records.h"

/* Appends the ids without repeats, in the order of their first. */
void tags_write(buffer_t *out, id_list_t ids);
/* Reads a stored list into the arena. False when it is none. */
bool tags_read(text_t stored, arena_t *arena, id_list_t *ids);

/* Whether a tag exists and is of the stock or the company's own. */
bool tag_is_seen(const tag_profile_t *tag, int64_t company_id);

#endif
