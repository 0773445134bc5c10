/* SPDX-License-Identifier: Apache-2.0 */
/* Copies keys from the old Redis of a move to the new one: all of them once, then again those that have
 * changed. */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_COPY_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_COPY_H

#include "tools/leidactl/move/source.h"
#include "tools/leidactl/move/target.h"

typedef struct batch batch_t;

/* Zeroed but for source and target at first; source_track is called by then. */
typedef struct {
    source_t *source;
    store_t *target;
    key_set_t changed;        /* to be copied again */
    int64_t keys, bytes;      /* copied up to now, those that were copied again included */
    batch_t *oldest, *newest; /* what the source owes */
    size_t owed;              /* how many of them are keys */
} copy_t;

/* Copies every key but those that tell the form of the store. Returns once the target has them. */
void copy_all(copy_t *self);
/* Copies the keys that have changed since they were last copied. Returns how many there were, once the target
 * has them. */
size_t copy_changed(copy_t *self);
/* Forgets what is known of changed keys. */
void copy_free(copy_t *self);

#endif
