/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a jpeg says beside its picture, and a copy of it that says less: without where it was taken, and
 * without what phones keep behind its end (videos, depth, further pictures, each with a position of its own).
 */
#ifndef LEIDA_GATEWAY_MEDIA_EXIF_H
#define LEIDA_GATEWAY_MEDIA_EXIF_H

#include "gateway/media/jpeg.h"
#include "proto/status.h"

typedef struct {
    bool is_to_drop;      /* it may say where, or points at what is behind the end */
    uint32_t orientation; /* that it tells (EXIF's 1 to 8); 0: none */
} exif_verdict_t;

/* Judges one segment: EXIF with a position, or that cannot be read, XMP likewise, and the index of further
 * pictures (CIPA DC-007) go. */
exif_verdict_t exif_judge(media_bytes_t *bytes, const jpeg_segment_t *segment);

/*
 * Writes what may be kept of a jpeg's first `size` bytes, which media_kind_read took, to the position of
 * another file, and its length in bytes into *written. Where the EXIF goes that tells the orientation first,
 * one of 36 bytes with nothing but that takes its place. Both descriptors stay the caller's. Blocking.
 * STATUS_DONE; STATUS_INVALID: it is no whole jpeg; STATUS_UNAVAILABLE: it could not be read, or the copy not
 * be written (errno).
 */
status_t media_exif_cut(int from, int64_t size, int to, int64_t *written);

#endif
