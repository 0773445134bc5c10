/* SPDX-License-Identifier: Apache-2.0 */
/* The chunks of a webp (RFC 9649), one after the other: for whoever judges or copies them. */
#ifndef LEIDA_COMMON_MEDIA_WEBP_H
#define LEIDA_COMMON_MEDIA_WEBP_H

#include "common/media/copy.h"
#include "common/media/piece.h"

enum { WEBP_FIRST_CHUNK = 12 /* behind "RIFF", its size and "WEBP" */, WEBP_CHUNK_HEAD = 8 };

typedef struct {
    media_piece_t piece; /* with the byte that makes its size even */
    unsigned char type[4];
    int64_t begin, end; /* of its data */
} webp_chunk_t;

/* Reads the chunk that begins there and lies wholly before `limit`: the file's end, or a frame's. False when
 * there is none. */
bool webp_read_chunk(media_bytes_t *bytes, int64_t at, int64_t limit, webp_chunk_t *chunk);
/* Whether it is of that type, of four characters. */
bool webp_is(const webp_chunk_t *chunk, const char *type);
/* Writes a chunk of EXIF with nothing but an orientation. */
void webp_put_orientation(media_copy_t *copy, uint32_t orientation);
/* Makes a copy's head tell its size, and no chunks that it has not: of EXIF, unless `has_exif`, and XMP. */
void webp_finish(media_copy_t *copy, bool has_exif);

#endif
