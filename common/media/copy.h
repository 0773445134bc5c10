/* SPDX-License-Identifier: Apache-2.0 */
/* A file written from ranges of another, in their order, and what stands between them. */
#ifndef LEIDA_COMMON_MEDIA_COPY_H
#define LEIDA_COMMON_MEDIA_COPY_H

#include "common/media/bytes.h"

enum { MEDIA_COPY_BUFFER = 16 * 1024 };

typedef struct {
    media_bytes_t *from; /* borrowed */
    int to;              /* borrowed; written from its beginning on */
    int64_t written;     /* bytes, those that wait included */
    bool failed;         /* to write (errno); nothing is written any more */
    size_t waiting;      /* bytes in `buffer`: a file may be of millions of pieces of a few bytes */
    char buffer[MEDIA_COPY_BUFFER];
} media_copy_t;

/* Begins an empty copy. */
void media_copy_begin(media_copy_t *self, media_bytes_t *from, int to);
/* Writes what waits: the copy is whole behind it, unless it failed. */
void media_copy_flush(media_copy_t *self);

/* Writes these bytes. */
void media_copy_put(media_copy_t *self, const void *bytes, size_t size);
/* Writes so many zeros. */
void media_copy_put_zeros(media_copy_t *self, int64_t count);
/* Writes these bytes in place of some that were written before. */
void media_copy_patch(media_copy_t *self, int64_t at, const void *bytes, size_t size);
/* Writes [from, to) of the other file, as far as that can be read. */
void media_copy_range(media_copy_t *self, int64_t from, int64_t to);

#endif
