/* SPDX-License-Identifier: Apache-2.0 */
/* EXIF (CIPA DC-008: a TIFF file within that of a picture): of all that it may tell, which way up. */
#ifndef LEIDA_COMMON_MEDIA_EXIF_H
#define LEIDA_COMMON_MEDIA_EXIF_H

#include "common/media/bytes.h"

enum { EXIF_PLAIN = 26 /* bytes of one that tells nothing else */ };

typedef struct {
    bool is_plain;        /* one that exif_write would write */
    uint32_t orientation; /* 1 to 8: the first that its first directory tells by one short; 0: none */
} exif_t;

/* Reads what stands in [begin, end) of the file, from the byte order on; it may lead anywhere. */
exif_t exif_read(media_bytes_t *bytes, int64_t begin, int64_t end);

/* Writes one of one directory with one entry: big-endian, one short. */
void exif_write(char plain[EXIF_PLAIN], uint32_t orientation);

#endif
