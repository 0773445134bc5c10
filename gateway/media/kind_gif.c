/* SPDX-License-Identifier: Apache-2.0 */
/* A screen, then extensions and images, each a row of sub-blocks that an empty one ends, then the trailer. */
#include "gateway/media/kind_parts.h"

enum {
    SCREEN = 6,       /* where its descriptor begins, behind the signature */
    FIRST_BLOCK = 13, /* behind the screen's descriptor */
    IMAGE = 10,       /* bytes of an image's descriptor */
    INTRODUCES_EXTENSION = 0x21,
    INTRODUCES_IMAGE = 0x2c,
    TRAILER = 0x3b,
    HAS_TABLE = 0x80, /* in the flags of a descriptor; the lowest three bits tell the table's size */
};

/* The bytes of the colour table that a descriptor's flags announce. */
static int64_t table_size(unsigned char flags)
{
    return flags & HAS_TABLE ? INT64_C(3) << ((flags & 7) + 1) : 0;
}

/* Goes behind a row of sub-blocks. */
static bool skip_sub_blocks(media_bytes_t *bytes, int64_t *at)
{
    const unsigned char *size;
    while ((size = media_bytes_at(bytes, *at, 1)) && *size > 0)
        *at += 1 + *size;
    *at += 1;
    return size;
}

/* An image may reach beyond the screen, which browsers then widen. */
static bool skip_image(media_bytes_t *bytes, int64_t *at)
{
    media_kind_t reach = {0};
    const unsigned char *image = media_bytes_at(bytes, *at, IMAGE);
    if (!image || !kind_set_size(&reach, media_little16(image + 1) + media_little16(image + 5),
                                 media_little16(image + 3) + media_little16(image + 7)))
        return false;
    *at += IMAGE + table_size(image[9]) + 1; /* and the size of the codes */
    return skip_sub_blocks(bytes, at);
}

static bool skip_extension(media_bytes_t *bytes, int64_t *at)
{
    *at += 2; /* and its label */
    return skip_sub_blocks(bytes, at);
}

bool kind_walk_gif(media_kind_t *kind, media_bytes_t *bytes)
{
    bool has_image = false;
    const unsigned char *head = media_bytes_at(bytes, 0, FIRST_BLOCK);
    if (!head || (head[4] != '7' && head[4] != '9') || head[5] != 'a' ||
        !kind_set_size(kind, media_little16(head + SCREEN), media_little16(head + SCREEN + 2)))
        return false;
    int64_t at = FIRST_BLOCK + table_size(head[SCREEN + 4]);
    for (;;) {
        const unsigned char *block = media_bytes_at(bytes, at, 1);
        if (!block)
            return false;
        if (*block == TRAILER)
            return has_image && media_bytes_are_zero(bytes, at + 1);
        has_image = has_image || *block == INTRODUCES_IMAGE;
        if (!(*block == INTRODUCES_IMAGE       ? skip_image(bytes, &at)
              : *block == INTRODUCES_EXTENSION ? skip_extension(bytes, &at)
                                               : false))
            return false;
    }
}
