/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/catalogue.h"

#include <endian.h>

enum { PLACE_PARENT = 7, PLACE_PENDING = 22, PLACE_SIZE = 28, NAME_BYTES_MAX = 2000 * 4 };

static int64_t number_at(const char *at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (uint8_t)at[i];
    return (int64_t)value;
}

bool catalogue_take_row(text_t *rest, tag_t *tag)
{
    if (rest->size < CATALOGUE_ROW_HEAD)
        return false;
    const char *at = rest->data;
    *tag = (tag_t){.id = number_at(at, 7),
                   .parent_id = number_at(at + PLACE_PARENT, 7),
                   .pending = number_at(at + PLACE_PENDING, 6) != 0,
                   .name = {at + CATALOGUE_ROW_HEAD, (size_t)number_at(at + PLACE_SIZE, 2)}};
    const size_t used = CATALOGUE_ROW_HEAD + tag->name.size;
    if (rest->size < used)
        return false;
    *rest = (text_t){at + used, rest->size - used};
    return true;
}

bool catalogue_tag_is_sound(const tag_t *tag)
{
    return tag->id >= 1 && tag->id <= ID_MAX && tag->parent_id <= ID_MAX && tag->name.size > 0 &&
           tag->name.size <= NAME_BYTES_MAX && text_is_utf8(tag->name);
}

bool catalogue_read(text_t bytes, arena_t *arena, catalogue_t *catalogue)
{
    *catalogue = (catalogue_t){0};
    if (bytes.size < CATALOGUE_STAMP_SIZE)
        return false;
    text_t rest = {bytes.data + CATALOGUE_STAMP_SIZE, bytes.size - CATALOGUE_STAMP_SIZE};
    tag_t *tags = arena_new(arena, (rest.size / CATALOGUE_ROW_HEAD + 1) * sizeof *tags);
    size_t count = 0, pending = 0;
    while (rest.size > 0) {
        tag_t *tag = &tags[count];
        if (!catalogue_take_row(&rest, tag) || !catalogue_tag_is_sound(tag))
            return false;
        if (tag->pending)
            pending++;
        else
            count++;
    }
    *catalogue = (catalogue_t){tags, count, pending};
    return true;
}

const tag_t *catalogue_find(const catalogue_t *catalogue, int64_t id)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->tags[i].id == id)
            return &catalogue->tags[i];
    return NULL;
}

const tag_t *catalogue_named(const catalogue_t *catalogue, text_t name, bool head)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const tag_t *tag = &catalogue->tags[i];
        if (text_equal(tag->name, name) && (!head || tag->parent_id == 0))
            return tag;
    }
    return NULL;
}

void catalogue_write_call(buffer_t *out, uint64_t call_id)
{
    const uint64_t bytes = htobe64(call_id);
    buffer_append(out, &bytes, sizeof bytes);
}
