/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done once a store has moved: see that nobody has missed it, compare both sides, take it back.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_MOVED_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_MOVED_H

#include "tools/leidactl/move/source.h"
#include "tools/leidactl/move/target.h"

enum { MOVED_TEXT_SIZE = 4096, MOVED_TOKEN_SIZE = 64 };

/* Where a store has moved. */
typedef struct {
    char text[MOVED_TEXT_SIZE];   /* "TOKEN ADDRESS" */
    char token[MOVED_TOKEN_SIZE]; /* the first word */
    const char *address;          /* the second one */
} moved_t;

/* Whether the store of the source has moved. What says so and cannot be read ends the process. */
bool moved_read(moved_t *self, wire_t *source);

/* Closes the connections of those who have not heard of it. Says whether somebody uses the new side. */
void moved_send_away(const moved_t *self, wire_t *source, store_t *target);
/* Counts both sides, and says so. The new one grows, but has nothing less: else the process ends with a
 * message. */
void moved_compare(store_t *source, store_t *target);
/* Has the source serve again. If the new side is used already, or cannot be asked (target NULL), that ends
 * the process with a message, unless it is `forced`. */
void moved_back(const moved_t *self, wire_t *source, store_t *target, bool forced);

#endif
