/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/gif.h"

enum {
    INTRODUCES_EXTENSION = 0x21,
    INTRODUCES_IMAGE = 0x2c,
    TRAILER = 0x3b,
    HAS_TABLE = 0x80, /* in the flags of a descriptor; the lowest three bits tell the table's size */
    CONTROL = 0xf9,   /* labels of extensions: how the next image is shown */
    APPLICATION = 0xff,
};

/* The bytes of the colour table that a descriptor's flags announce. */
static int64_t table_size(unsigned char flags)
{
    return flags & HAS_TABLE ? INT64_C(3) << ((flags & 7) + 1) : 0;
}

static bool read_head(media_bytes_t *bytes, gif_block_t *block)
{
    const unsigned char *head = media_bytes_at(bytes, 0, GIF_HEAD);
    if (!head)
        return false;
    block->piece.next = GIF_HEAD + table_size(head[GIF_SCREEN + 4]);
    return block->piece.next <= bytes->size;
}

/* Goes behind a row of sub-blocks, which an empty one ends. */
static bool skip_sub_blocks(media_bytes_t *bytes, int64_t *at)
{
    const unsigned char *size;
    while ((size = media_bytes_at(bytes, *at, 1)) && *size > 0)
        *at += 1 + *size;
    *at += 1;
    return size;
}

/* Applications' names with the size before them: how often a film is repeated, and colours. */
static bool is_shown(media_bytes_t *bytes, int64_t application)
{
    static const text_t names[] = {TEXT_CONSTANT("\x0bNETSCAPE2.0"),
                                   TEXT_CONSTANT("\x0b"
                                                 "ANIMEXTS1.0"),
                                   TEXT_CONSTANT("\x0bICCRGBG1012")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (media_bytes_are(bytes, application, names[i]))
            return true;
    return false;
}

static bool read_extension(media_bytes_t *bytes, gif_block_t *block)
{
    const int64_t at = block->piece.at;
    const unsigned char *label = media_bytes_at(bytes, at + 1, 1);
    if (!label)
        return false;
    block->piece.is_to_drop = *label != CONTROL && !(*label == APPLICATION && is_shown(bytes, at + 2));
    block->piece.next = at + 2;
    return skip_sub_blocks(bytes, &block->piece.next);
}

static bool read_image(media_bytes_t *bytes, gif_block_t *block)
{
    const unsigned char *head = media_bytes_at(bytes, block->piece.at, GIF_IMAGE_HEAD);
    if (!head)
        return false;
    block->is_image = true;
    block->piece.next += GIF_IMAGE_HEAD + table_size(head[GIF_IMAGE_HEAD - 1]) +
                         1; /* the size of the codes */
    return skip_sub_blocks(bytes, &block->piece.next);
}

bool gif_read_block(media_bytes_t *bytes, int64_t at, gif_block_t *block)
{
    *block = (gif_block_t){.piece = {.at = at, .next = at}};
    if (at == 0)
        return read_head(bytes, block);
    const unsigned char *introducer = media_bytes_at(bytes, at, 1);
    if (!introducer)
        return false;
    switch (*introducer) {
    case INTRODUCES_IMAGE:
        return read_image(bytes, block);
    case INTRODUCES_EXTENSION:
        return read_extension(bytes, block);
    case TRAILER:
        block->piece.is_last = true;
        block->piece.next = at + 1;
        return true;
    default:
        return false;
    }
}
