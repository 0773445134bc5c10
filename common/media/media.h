/* SPDX-License-Identifier: Apache-2.0 */
/* What all loops of a process share to take and give files: made before them, unchanged until they are
 * gone. */
#ifndef LEIDA_COMMON_MEDIA_MEDIA_H
#define LEIDA_COMMON_MEDIA_MEDIA_H

#include "common/media/pool.h"
#include "common/media/spool.h"
#include "common/media/store.h"

/* Bytes that a file of each kind may have. */
typedef struct {
    int64_t picture, video, attachment;
} media_limits_t;

typedef struct {
    media_store_t *store;
    media_spool_t *spool;
    media_pool_t *keepers; /* check files and keep them: seconds, with an object store */
    media_pool_t
        *readers;  /* open and read what is kept, and remove from the spool; NULL: files are only taken */
    text_t secret; /* that names are made with */
    media_limits_t limits;
} media_t;

/* Bytes of the largest file that is taken. */
static inline int64_t media_largest(const media_limits_t *limits)
{
    int64_t most = limits->picture > limits->video ? limits->picture : limits->video;
    return most > limits->attachment ? most : limits->attachment;
}

#endif
