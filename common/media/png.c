/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/png.h"

enum {
    TYPE = 4,
    HEAD = 8, /* length and type */
    CHECKSUM = 4,
    EXIF_MAX = 4 << 20, /* bytes; Chromium reads no longer one */
};

#define LENGTH_MAX INT32_MAX

bool png_is(const png_chunk_t *chunk, const char *type)
{
    return memcmp(chunk->type, type, sizeof chunk->type) == 0;
}

/* Pixels, frames (APNG), and what colour they have; the third edition's chunks included. */
static bool shows(const png_chunk_t *chunk)
{
    static const char types[][5] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "acTL", "fcTL", "fdAT", "cHRM",
                                    "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "pHYs"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (png_is(chunk, types[i]))
            return true;
    return false;
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_type(const unsigned char *type)
{
    return is_letter(type[0]) && is_letter(type[1]) && is_letter(type[2]) && is_letter(type[3]);
}

/* Adds bytes to a checksum (ISO/IEC 15948 annex D), half a byte at a time. It begins as UINT32_MAX, and is
 * inverted in the end. */
static uint32_t add_checksum(uint32_t sum, const void *data, size_t size)
{
    static const uint32_t halves[] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                      0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                      0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        sum = sum >> 4 ^ halves[sum & 0xf];
        sum = sum >> 4 ^ halves[sum & 0xf];
    }
    return sum;
}

/* Whether its checksum is right. */
static bool is_sound(media_bytes_t *bytes, const png_chunk_t *chunk)
{
    uint32_t sum = UINT32_MAX;
    for (int64_t at = chunk->begin - TYPE; at < chunk->end;) {
        const size_t size = chunk->end - at < MEDIA_WINDOW ? (size_t)(chunk->end - at) : MEDIA_WINDOW;
        const unsigned char *piece = media_bytes_at(bytes, at, size);
        if (!piece)
            return false;
        sum = add_checksum(sum, piece, size);
        at += (int64_t)size;
    }
    const unsigned char *told = media_bytes_at(bytes, chunk->end, CHECKSUM);
    return told && media_big32(told) == ~sum;
}

/* An EXIF whose checksum is wrong is none to decoders; one that is too long is one, and tells nothing. */
static void judge(media_bytes_t *bytes, png_chunk_t *chunk)
{
    chunk->piece.is_last = png_is(chunk, "IEND");
    chunk->piece.is_pixels = png_is(chunk, "IDAT");
    chunk->piece.is_to_drop = !shows(chunk);
    if (png_is(chunk, "eXIf") && is_sound(bytes, chunk)) {
        const bool is_read = chunk->end - chunk->begin <= EXIF_MAX;
        const exif_t exif = exif_read(bytes, chunk->begin, is_read ? chunk->end : chunk->begin);
        media_piece_judge_exif(&chunk->piece, &exif);
    }
}

bool png_read_chunk(media_bytes_t *bytes, int64_t at, png_chunk_t *chunk)
{
    const unsigned char *head = media_bytes_at(bytes, at, HEAD);
    if (!head || media_big32(head) > LENGTH_MAX || !is_type(head + 4))
        return false;
    const int64_t begin = at + HEAD, end = begin + (int64_t)media_big32(head);
    *chunk = (png_chunk_t){.piece = {.at = at, .next = end + CHECKSUM}, .begin = begin, .end = end};
    memcpy(chunk->type, head + 4, sizeof chunk->type);
    if (chunk->piece.next > bytes->size)
        return false;
    judge(bytes, chunk);
    return true;
}

void png_put_orientation(media_copy_t *copy, uint32_t orientation)
{
    char chunk[HEAD + EXIF_PLAIN + CHECKSUM] = {0, 0, 0, EXIF_PLAIN, 'e', 'X', 'I', 'f'};
    exif_write(chunk + HEAD, orientation);
    const uint32_t sum = ~add_checksum(UINT32_MAX, chunk + HEAD - TYPE, TYPE + EXIF_PLAIN);
    for (int i = 0; i < CHECKSUM; i++)
        chunk[HEAD + EXIF_PLAIN + i] = (char)(sum >> (24 - 8 * i));
    media_copy_put(copy, chunk, sizeof chunk);
}
