/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a file that is in the spool, whole: it is checked, gets its name, and is kept. Blocking:
 * for threads of the pool. */
#ifndef LEIDA_COMMON_MEDIA_INTAKE_H
#define LEIDA_COMMON_MEDIA_INTAKE_H

#include "common/media/kind.h"
#include "common/media/media.h"

typedef struct {
    const media_t *media;
    media_spooled_t spooled;
    int64_t size;
    char sha256[MEDIA_DIGEST_SIZE + 1]; /* of its bytes */
    media_kind_t kind;                  /* this and the next from media_intake_check on */
    char name[MEDIA_NAME_SIZE];
    bool is_too_large; /* for its kind: why it is STATUS_INVALID */
} media_intake_t;

/* Finds out what the file is. A jpeg that tells more than its picture is replaced by a copy that does not.
 * STATUS_DONE; STATUS_INVALID: it is not taken; STATUS_UNAVAILABLE, after logging why. */
status_t media_intake_check(media_intake_t *self);
/* Gives the checked file to the store, and takes it out of the spool, as media_store_functions_t's `keep`. */
status_t media_intake_keep(media_intake_t *self);

#endif
