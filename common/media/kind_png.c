/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks from IHDR to IEND, with at least one IDAT. */
#include "common/media/kind_parts.h"
#include "common/media/png.h"

enum { HEADER = 13 };

static bool read_header(media_kind_t *kind, media_bytes_t *bytes, png_chunk_t *chunk)
{
    if (!png_read_chunk(bytes, PNG_FIRST_CHUNK, chunk) || !png_is(chunk, "IHDR") ||
        chunk->end - chunk->begin != HEADER)
        return false;
    const unsigned char *header = media_bytes_at(bytes, chunk->begin, HEADER);
    return header && kind_set_size(kind, media_big32(header), media_big32(header + 4));
}

bool kind_walk_png(media_kind_t *kind, media_bytes_t *bytes)
{
    media_turn_t turn = {0};
    png_chunk_t chunk;
    if (!read_header(kind, bytes, &chunk))
        return false;
    while (png_read_chunk(bytes, chunk.piece.next, &chunk) && !png_is(&chunk, "IHDR")) {
        media_turn_judge(&turn, &chunk.piece);
        kind_judge(kind, &chunk.piece);
        if (chunk.piece.is_last) {
            kind_turn(kind, turn.orientation);
            return turn.has_pixels && chunk.begin == chunk.end && kind_end(kind, bytes, chunk.piece.next);
        }
    }
    return false;
}
