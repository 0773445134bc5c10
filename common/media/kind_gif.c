/* SPDX-License-Identifier: Apache-2.0 */
/* A screen, then extensions and images, then the trailer. */
#include "common/media/gif.h"
#include "common/media/kind_parts.h"

static bool read_head(media_kind_t *kind, media_bytes_t *bytes)
{
    const unsigned char *head = media_bytes_at(bytes, 0, GIF_HEAD);
    return head && (head[4] == '7' || head[4] == '9') && head[5] == 'a' &&
           kind_set_size(kind, media_little16(head + GIF_SCREEN), media_little16(head + GIF_SCREEN + 2));
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* An image may reach beyond the screen: browsers widen that for the first one, and cut others off. */
static bool read_image(media_kind_t *kind, media_bytes_t *bytes, const gif_block_t *block, bool is_first)
{
    media_kind_t reach = {0};
    const unsigned char *image = media_bytes_at(bytes, block->piece.at, GIF_IMAGE_HEAD);
    if (!image || !kind_set_size(&reach, media_little16(image + 1) + media_little16(image + 5),
                                 media_little16(image + 3) + media_little16(image + 7)))
        return false;
    return !is_first ||
           kind_set_size(kind, larger(kind->width, reach.width), larger(kind->height, reach.height));
}

bool kind_walk_gif(media_kind_t *kind, media_bytes_t *bytes)
{
    bool has_image = false;
    gif_block_t block = {.piece = {.next = 0}};
    if (!read_head(kind, bytes))
        return false;
    while (gif_read_block(bytes, block.piece.next, &block)) {
        kind_judge(kind, &block.piece);
        if (block.piece.is_last)
            return has_image && kind_end(kind, bytes, block.piece.next);
        if (block.is_image && !read_image(kind, bytes, &block, !has_image))
            return false;
        has_image = has_image || block.is_image;
    }
    return false;
}
