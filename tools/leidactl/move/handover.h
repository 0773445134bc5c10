/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hand-over of a move: writes pause, what has changed last is copied, and one script on the old Redis
 * decides that the new one has the data from now on (docs/decisions/0041). Until that script has run the old
 * one has it, whatever becomes of this process.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_HANDOVER_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_HANDOVER_H

#include "tools/leidactl/move/copy.h"

typedef struct {
    copy_t *copy;
    const char *token, *address; /* of the new Redis, as processes are to be told it */
    int64_t pause;               /* ms that writes may wait */
} handover_t;

enum { HANDOVER_REASON_SIZE = 256 };

typedef struct {
    bool done;                         /* the new Redis has the data */
    bool late;                         /* not, since the last keys took too long: it may be tried again */
    char reason[HANDOVER_REASON_SIZE]; /* why not */
    size_t keys;                       /* copied in the pause */
    int64_t took;                      /* us that writes waited */
    key_count_t old, new;              /* keys, in the pause */
} handed_over_t;

/* Tries it once. Unless it was late, the connections of the copy's source are of no use any more. */
handed_over_t handover_try(const handover_t *what);

/* Whether the old Redis may have been told to switch, and has not said yet whether it did. */
bool handover_is_unsure(void);

/* Closes all connections to a Redis that has moved, so that those who did not hear of it do now. */
void handover_send_away(wire_t *wire);

/* Us since some moment. */
int64_t handover_clock(void);

#endif
