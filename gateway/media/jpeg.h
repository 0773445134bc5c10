/* SPDX-License-Identifier: Apache-2.0 */
/* The segments of a jpeg (ITU-T T.81 annex B), one after the other: for whoever judges or copies them. */
#ifndef LEIDA_GATEWAY_MEDIA_JPEG_H
#define LEIDA_GATEWAY_MEDIA_JPEG_H

#include "gateway/media/bytes.h"

enum {
    JPEG_SOI = 0xd8,
    JPEG_EOI = 0xd9,
    JPEG_SOS = 0xda,
    JPEG_APP1 = 0xe1,
    JPEG_APP2 = 0xe2,
    JPEG_FIRST_SEGMENT = 2, /* behind SOI */
};

typedef struct {
    unsigned char marker; /* its second byte */
    int64_t at;           /* where the marker begins, or the fill bytes before it */
    int64_t begin, end;   /* of its parameters; the same for EOI */
    int64_t next;         /* where the next one begins: behind a scan's coded data */
} jpeg_segment_t;

/* Reads the segment that begins there, and its coded data when it is a scan's. False when there is none, or
 * not to its end. */
bool jpeg_read_segment(media_bytes_t *bytes, int64_t at, jpeg_segment_t *segment);

/* Whether its parameters begin with these bytes. */
bool jpeg_segment_is(media_bytes_t *bytes, const jpeg_segment_t *segment, unsigned char marker, text_t begin);

#endif
