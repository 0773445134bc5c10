/* SPDX-License-Identifier: Apache-2.0 */
/* What a jpeg says beside its picture, in segments of EXIF and the like. */
#ifndef LEIDA_GATEWAY_MEDIA_EXIF_H
#define LEIDA_GATEWAY_MEDIA_EXIF_H

#include "gateway/media/jpeg.h"

typedef struct {
    bool is_to_drop;      /* it may say where, or points at what is behind the end */
    uint32_t orientation; /* that it tells (EXIF's 1 to 8); 0: none */
} exif_verdict_t;

/* Judges one segment: EXIF with a position, or that cannot be read, XMP likewise, and the index of further
 * pictures (CIPA DC-007) go. */
exif_verdict_t exif_judge(media_bytes_t *bytes, const jpeg_segment_t *segment);

#endif
