/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of an mp4 (ISO/IEC 14496-12): for whoever judges or copies them. */
#ifndef LEIDA_COMMON_MEDIA_MP4_H
#define LEIDA_COMMON_MEDIA_MP4_H

#include "common/media/bytes.h"

enum {
    MP4_DEPTH = 3,  /* of the boxes on the way to a track's handler: moov, trak, mdia */
    MP4_TYPE_AT = 4 /* where in a box its type stands */
};

typedef struct {
    char type[4];
    int64_t at;         /* where it begins */
    int64_t begin, end; /* of what it holds */
} mp4_box_t;

/* Reads the box that begins there and lies wholly before `limit`. Size 1: 64 bits of it follow; 0: all the
 * rest of the file, which only a last box may say. False when there is none. */
bool mp4_read_box(media_bytes_t *bytes, int64_t at, int64_t limit, mp4_box_t *box);
/* Whether it is of that type, of four characters. */
bool mp4_is(const mp4_box_t *box, const char *type);

/* Whether it is one that may hold anything about the film (udta, meta, uuid), and says where it was taken:
 * as phones do by \xa9xyz (Android), loci (3GPP TS 26.244 8.2.8) or ISO6709 (Apple), and XMP by "GPS". */
bool mp4_has_position(media_bytes_t *bytes, const mp4_box_t *box);

/* Is told of a box; `depth`: how many are around it. */
typedef void(mp4_visit_fn)(void *context, const mp4_box_t *box, size_t depth);

/* Goes through the boxes of a file, and those within boxes on the way to a track's handler, in their order;
 * all others are passed over. False at the first that is not whole. */
bool mp4_walk(media_bytes_t *bytes, mp4_visit_fn *visit, void *context);

#endif
