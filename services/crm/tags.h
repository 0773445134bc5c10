/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of tags as they are stored ("2,3"), and the tags that a company sees. */
#ifndef LEIDA_SERVICES_CRM_TAGS_H
#define LEIDA_SERVICES_CRM_TAGS_H

#include "base/buffer.h"
#include "common/store/catalogue.h"

/* Appends the ids without repeats, in the order of their first. */
void tags_write(buffer_t *out, id_list_t ids);
/* Reads a stored list into the arena. False when it is none. */
bool tags_read(text_t stored, arena_t *arena, id_list_t *ids);

/* The company's own tags and the stock's; of who has no company the stock's alone. */
typedef struct {
    catalogue_t stock, own;
} tags_seen_t;

/* The tag with this id, if it is seen; else NULL. */
const tag_t *tags_find(const tags_seen_t *seen, int64_t id);

#endif
