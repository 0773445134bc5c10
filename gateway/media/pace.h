/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast a loop takes uploads, all together: what comes faster waits in its turn, so that clients with much
 * to send leave time for those who ask. One for each loop.
 */
#ifndef LEIDA_GATEWAY_MEDIA_PACE_H
#define LEIDA_GATEWAY_MEDIA_PACE_H

#include <stddef.h>

#include "common/loop/loop.h"

typedef struct media_pace media_pace_t;

/* Who waits: a member of it. `go_on` and `context` are set by whoever has it; zeroed it does not wait. */
typedef struct media_turn media_turn_t;
struct media_turn {
    loop_fn *go_on;
    void *context;
    media_turn_t *next, **place; /* place: what points at it; NULL: it does not wait */
};

/* `bytes` a millisecond; at least 1. */
media_pace_t *media_pace_new(loop_t *loop, size_t bytes);
/* Nobody waits any more. */
void media_pace_destroy(media_pace_t **self_p);

/* So many bytes were taken. True: there may be more at once. False: not until `go_on` is called. */
bool media_pace_take(media_pace_t *self, media_turn_t *turn, size_t bytes);
/* It waits no more, if it does. */
void media_pace_leave(media_pace_t *self, media_turn_t *turn);

#endif
