/* SPDX-License-Identifier: Apache-2.0 */
/* The directories of an EXIF segment (CIPA DC-008: a TIFF file within a jpeg): which way up, and whether it
 * says where. */
#ifndef LEIDA_GATEWAY_MEDIA_TIFF_H
#define LEIDA_GATEWAY_MEDIA_TIFF_H

#include "gateway/media/bytes.h"

typedef struct {
    bool is_readable;     /* else it may tell more than was found */
    bool has_position;    /* a directory of GPS values, whatever it says */
    uint32_t orientation; /* 1 to 8; 0 where none is told */
} tiff_t;

/* What [begin, end) of the file tells, which begins with the byte order. Offsets that lead out of it make it
 * unreadable. Three directories are read at most: the picture's, the thumbnail's and EXIF's own. */
tiff_t tiff_read(media_bytes_t *bytes, int64_t begin, int64_t end);

#endif
