/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a socket is still to be told of events. Hints of one kind about one conversation are one, that with
 * the highest id; of more than PENDING_MAX nothing is kept but that there was something.
 */
#ifndef LEIDA_GATEWAY_PUSH_PENDING_H
#define LEIDA_GATEWAY_PUSH_PENDING_H

#include "proto/event.h"

enum { PENDING_MAX = 32 };

/* NULL: nothing. */
typedef struct pending_hints pending_hints_t;

typedef enum {
    PENDING_ADDED,
    PENDING_COLLAPSED, /* one that was there says it as well */
    PENDING_OVERFLOWN, /* all hints have made room for one sync */
    PENDING_COVERED    /* by that sync */
} pending_outcome_t;

/* Adds an event, of which was heard at `now` (µs). */
pending_outcome_t pending_add(pending_hints_t **self, const event_t *event, int64_t now);
/* Adds that some may have been lost. */
void pending_add_sync(pending_hints_t **self, int64_t now);

/* The hints in their order. */
const event_t *pending_events(const pending_hints_t *self, size_t *count);
/* Whether a sync is to follow them. */
bool pending_has_sync(const pending_hints_t *self);
/* When the first of all was heard of, µs. */
int64_t pending_since(const pending_hints_t *self);

/* Bytes that it takes. */
size_t pending_size(const pending_hints_t *self);
/* Frees it; NULL is left alone. */
void pending_destroy(pending_hints_t **self);

#endif
