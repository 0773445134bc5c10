/* SPDX-License-Identifier: Apache-2.0 */
/* The chunks of a png (ISO/IEC 15948), one after the other: for whoever judges or copies them. */
#ifndef LEIDA_COMMON_MEDIA_PNG_H
#define LEIDA_COMMON_MEDIA_PNG_H

#include "common/media/copy.h"
#include "common/media/piece.h"

enum { PNG_FIRST_CHUNK = 8 /* behind the signature */ };

typedef struct {
    media_piece_t piece;
    unsigned char type[4];
    int64_t begin, end; /* of its data */
} png_chunk_t;

/* Reads the chunk that begins there. False when there is none, or not to its end. */
bool png_read_chunk(media_bytes_t *bytes, int64_t at, png_chunk_t *chunk);
/* Whether it is of that type, of four letters. */
bool png_is(const png_chunk_t *chunk, const char *type);
/* Writes a chunk of EXIF with nothing but an orientation. */
void png_put_orientation(media_copy_t *copy, uint32_t orientation);

#endif
