/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/demo/pictures.h"

#include <assert.h>

#include "tools/embedded.h"

#define ELSEWHERE "https://www.example.com/leida/"

extern const embedded_t demo_pictures[];

static text_t bytes_of(const embedded_t *picture)
{
    return (text_t){(const char *)picture->data, picture->size};
}

static text_t suffix_of(const embedded_t *picture)
{
    return text_of(strchr(picture->name, '.') + 1);
}

static const embedded_t *find(text_t name)
{
    const embedded_t *picture = demo_pictures;
    while (picture->name &&
           (strncmp(picture->name, name.data, name.size) != 0 || picture->name[name.size] != '.'))
        picture++;
    assert(picture->name);
    return picture;
}

bool pictures_are_kept(const place_t *place)
{
    return place->kind == PLACE_FOLDER && place->key.size > 0;
}

void pictures_write_url(const place_t *place, buffer_t *out, text_t name)
{
    const embedded_t *picture = find(name);
    if (pictures_are_kept(place)) {
        buffer_append_literal(out, PLACE_URL);
        place_write_name(place, out, bytes_of(picture), suffix_of(picture));
    } else {
        buffer_append_format(out, ELSEWHERE "%s", picture->name);
    }
}

void pictures_keep(const place_t *place)
{
    buffer_t name = {0};
    for (const embedded_t *picture = demo_pictures; picture->name && pictures_are_kept(place); picture++) {
        buffer_clear(&name);
        place_write_name(place, &name, bytes_of(picture), suffix_of(picture));
        place_keep(place, buffer_text(&name), bytes_of(picture));
    }
    buffer_free(&name);
}
