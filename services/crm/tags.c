/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/tags.h"

#include "common/store/stored.h"

static bool has_before(id_list_t ids, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (ids.values[i] == ids.values[end])
            return true;
    return false;
}

void tags_write(buffer_t *out, id_list_t ids)
{
    for (size_t i = 0; i < ids.count; i++) {
        if (has_before(ids, i))
            continue;
        if (i > 0)
            buffer_append_char(out, ',');
        buffer_append_int(out, ids.values[i]);
    }
}

/* Takes what stands before the first comma off the front. */
static text_t next_item(text_t *rest)
{
    const char *comma = memchr(rest->data, ',', rest->size);
    text_t item = {rest->data, comma ? (size_t)(comma - rest->data) : rest->size};
    size_t used = item.size + (comma ? 1 : 0);
    *rest = (text_t){rest->data + used, rest->size - used};
    return item;
}

bool tags_read(text_t stored, arena_t *arena, id_list_t *ids)
{
    int64_t *values = arena_new(arena, (stored.size / 2 + 1) * sizeof *values);
    size_t count = 0;
    while (stored.size > 0) {
        int64_t *id = &values[count++];
        if (!stored_read_number(next_item(&stored), ID_MAX, id) || *id == 0)
            return false;
    }
    *ids = (id_list_t){values, count};
    return true;
}

const tag_t *tags_find(const tags_seen_t *seen, int64_t id)
{
    const tag_t *own = catalogue_find(&seen->own, id);
    return own ? own : catalogue_find(&seen->stock, id);
}
