/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks from IHDR to IEND, with at least one IDAT. */
#include "gateway/media/kind_parts.h"
#include "gateway/media/png.h"

enum { HEADER = 13 };

static bool read_header(media_kind_t *kind, media_bytes_t *bytes, png_chunk_t *chunk)
{
    if (!png_read_chunk(bytes, PNG_FIRST_CHUNK, chunk) || !png_is(chunk, "IHDR") ||
        chunk->end - chunk->begin != HEADER)
        return false;
    const unsigned char *header = media_bytes_at(bytes, chunk->begin, HEADER);
    return header && kind_set_size(kind, media_big32(header), media_big32(header + 4));
}

/* Browsers turn it as an EXIF before its pixels says. */
bool kind_walk_png(media_kind_t *kind, media_bytes_t *bytes)
{
    bool has_data = false;
    uint32_t orientation = 0;
    png_chunk_t chunk;
    if (!read_header(kind, bytes, &chunk))
        return false;
    while (png_read_chunk(bytes, chunk.piece.next, &chunk) && !png_is(&chunk, "IHDR")) {
        kind_judge(kind, &chunk.piece);
        has_data = has_data || png_is(&chunk, "IDAT");
        if (orientation == 0 && !has_data)
            orientation = chunk.piece.orientation;
        if (chunk.piece.is_last) {
            kind_turn(kind, orientation);
            return has_data && chunk.begin == chunk.end && kind_end(kind, bytes, chunk.piece.next);
        }
    }
    return false;
}
