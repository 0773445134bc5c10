/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/png.h"

enum { HEAD = 8 /* length and type */, CHECKSUM = 4 };

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

static void judge(media_bytes_t *bytes, png_chunk_t *chunk)
{
    chunk->piece.is_last = png_is(chunk, "IEND");
    chunk->piece.is_to_drop = !shows(chunk);
    if (png_is(chunk, "eXIf")) {
        const exif_t exif = exif_read(bytes, chunk->begin, chunk->end);
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

/* ISO/IEC 15948 annex D. */
static uint32_t checksum(const char *bytes, size_t size)
{
    uint32_t rest = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        rest ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            rest = rest >> 1 ^ (rest & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~rest;
}

void png_put_orientation(media_copy_t *copy, uint32_t orientation)
{
    enum { TYPE = 4, DATA = 8 };
    char chunk[DATA + EXIF_PLAIN + CHECKSUM] = {0, 0, 0, EXIF_PLAIN, 'e', 'X', 'I', 'f'};
    exif_write(chunk + DATA, orientation);
    const uint32_t sum = checksum(chunk + TYPE, DATA - TYPE + EXIF_PLAIN);
    for (int i = 0; i < CHECKSUM; i++)
        chunk[DATA + EXIF_PLAIN + i] = (char)(sum >> (24 - 8 * i));
    media_copy_put(copy, chunk, sizeof chunk);
}
