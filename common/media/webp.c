/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/webp.h"

enum {
    SIZE_AT = 4,                                   /* in the file: bytes that follow the size */
    FLAGS_AT = WEBP_FIRST_CHUNK + WEBP_CHUNK_HEAD, /* of VP8X, which is the first chunk where others are */
    HAS_EXIF = 0x08,
    HAS_XMP = 0x04,
};

bool webp_is(const webp_chunk_t *chunk, const char *type)
{
    return memcmp(chunk->type, type, sizeof chunk->type) == 0;
}

static bool shows(const webp_chunk_t *chunk)
{
    static const char types[][5] = {"VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (webp_is(chunk, types[i]))
            return true;
    return false;
}

/* Some write it as a jpeg's, with a name before it. */
static void judge(media_bytes_t *bytes, webp_chunk_t *chunk)
{
    const text_t name = TEXT_LITERAL("Exif\0\0");
    chunk->piece.is_to_drop = !shows(chunk);
    if (webp_is(chunk, "EXIF")) {
        const bool is_named = chunk->end - chunk->begin >= (int64_t)name.size &&
                              media_bytes_are(bytes, chunk->begin, name);
        const exif_t exif = exif_read(bytes, chunk->begin + (is_named ? (int64_t)name.size : 0), chunk->end);
        media_piece_judge_exif(&chunk->piece, &exif);
        chunk->piece.is_to_drop |= is_named;
    }
}

bool webp_read_chunk(media_bytes_t *bytes, int64_t at, int64_t limit, webp_chunk_t *chunk)
{
    const unsigned char *head = at <= limit - WEBP_CHUNK_HEAD ? media_bytes_at(bytes, at, WEBP_CHUNK_HEAD)
                                                              : NULL;
    if (!head)
        return false;
    const int64_t size = media_little32(head + 4), begin = at + WEBP_CHUNK_HEAD,
                  next = begin + size + size % 2;
    *chunk = (webp_chunk_t){.piece = {.at = at, .next = next}, .begin = begin, .end = begin + size};
    memcpy(chunk->type, head, sizeof chunk->type);
    if (next > limit)
        return false;
    chunk->piece.is_last = next == bytes->size;
    judge(bytes, chunk);
    return true;
}

void webp_put_orientation(media_copy_t *copy, uint32_t orientation)
{
    char chunk[WEBP_CHUNK_HEAD + EXIF_PLAIN] = {'E', 'X', 'I', 'F', EXIF_PLAIN};
    exif_write(chunk + WEBP_CHUNK_HEAD, orientation);
    media_copy_put(copy, chunk, sizeof chunk);
}

void webp_finish(media_copy_t *copy, bool has_exif)
{
    const uint32_t size = (uint32_t)(copy->written - SIZE_AT - 4);
    const unsigned char *flags = media_bytes_at(copy->from, FLAGS_AT, 1);
    if (!flags)
        return;
    const unsigned char kept = (unsigned char)(*flags & ~(HAS_XMP | (has_exif ? 0 : HAS_EXIF)));
    const unsigned char told[] = {(unsigned char)size, (unsigned char)(size >> 8),
                                  (unsigned char)(size >> 16), (unsigned char)(size >> 24)};
    media_copy_patch(copy, SIZE_AT, told, sizeof told);
    media_copy_patch(copy, FLAGS_AT, &kept, sizeof kept);
}
