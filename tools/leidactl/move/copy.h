/* SPDX-License-Identifier: Apache-2.0 */
/* Copies keys from the old Redis of a move to the new one: all of them once, then again those that have
 * changed. */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_COPY_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_COPY_H

#include "tools/leidactl/move/source.h"
#include "tools/leidactl/move/target.h"

typedef struct asked asked_t;

/* What the source is asked for, in order. */
typedef struct {
    asked_t *oldest, *newest;
} asked_list_t;

/* Zeroed but for source and target at first; source_track is called by then. */
typedef struct {
    source_t *source;
    store_t *target;
    key_set_t changed;   /* to be copied again */
    int64_t keys, bytes; /* copied up to now, those that were copied again included */
    asked_list_t owed;   /* what has no reply yet */
    size_t batches;      /* how many of those are of several keys */
    asked_list_t large;  /* large keys that are yet to be asked for */
    int64_t large_bytes; /* of those that are owed, in memory */
} copy_t;

/* Copies every key but those that tell the form of the store. Returns once the target has them. */
void copy_all(copy_t *self);
/* Copies the keys that have changed since they were last copied. Returns how many there were, once the target
 * has them. */
size_t copy_changed(copy_t *self);
/* Forgets what is known of changed keys. */
void copy_free(copy_t *self);

#endif
