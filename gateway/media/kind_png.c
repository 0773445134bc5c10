/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks: length, type, data, checksum; from IHDR to IEND, with at least one IDAT. */
#include "gateway/media/kind_parts.h"

enum { SIGNATURE = 8, FRAME = 12 /* of a chunk, beside its data */, HEADER = 13 };

#define LENGTH_MAX INT32_MAX

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_type(const unsigned char *type)
{
    return is_letter(type[0]) && is_letter(type[1]) && is_letter(type[2]) && is_letter(type[3]);
}

static bool read_header(media_kind_t *kind, media_bytes_t *bytes)
{
    const unsigned char *chunk = media_bytes_at(bytes, SIGNATURE, FRAME + HEADER);
    return chunk && media_big32(chunk) == HEADER && memcmp(chunk + 4, "IHDR", 4) == 0 &&
           kind_set_size(kind, media_big32(chunk + 8), media_big32(chunk + 12));
}

bool kind_walk_png(media_kind_t *kind, media_bytes_t *bytes)
{
    bool has_data = false;
    int64_t at = SIGNATURE + FRAME + HEADER;
    if (!read_header(kind, bytes))
        return false;
    for (;;) {
        const unsigned char *chunk = media_bytes_at(bytes, at, 8);
        if (!chunk || media_big32(chunk) > LENGTH_MAX || !is_type(chunk + 4) ||
            memcmp(chunk + 4, "IHDR", 4) == 0)
            return false;
        at += FRAME + (int64_t)media_big32(chunk);
        has_data = has_data || memcmp(chunk + 4, "IDAT", 4) == 0;
        if (memcmp(chunk + 4, "IEND", 4) == 0)
            return has_data && media_big32(chunk) == 0 && media_bytes_are_zero(bytes, at);
    }
}
