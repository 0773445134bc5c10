/* SPDX-License-Identifier: Apache-2.0 */
/* The segments of a jpeg (ITU-T T.81 annex B), one after the other: for whoever judges or copies them. */
#ifndef LEIDA_COMMON_MEDIA_JPEG_H
#define LEIDA_COMMON_MEDIA_JPEG_H

#include "common/media/copy.h"
#include "common/media/piece.h"

enum {
    JPEG_SOI = 0xd8,
    JPEG_EOI = 0xd9,
    JPEG_SOS = 0xda,
    JPEG_FIRST_SEGMENT = 2, /* behind SOI */
};

typedef struct {
    media_piece_t piece;  /* with the fill bytes before it, and a scan's coded data */
    unsigned char marker; /* its second byte */
    int64_t begin, end;   /* of its parameters; the same for EOI */
} jpeg_segment_t;

/* Reads the segment that begins there, and its coded data when it is a scan's. False when there is none, or
 * not to its end. */
bool jpeg_read_segment(media_bytes_t *bytes, int64_t at, jpeg_segment_t *segment);

/* Writes a segment of EXIF with nothing but an orientation. */
void jpeg_put_orientation(media_copy_t *copy, uint32_t orientation);

#endif
