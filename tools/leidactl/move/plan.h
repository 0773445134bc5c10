/* SPDX-License-Identifier: Apache-2.0 */
/* What is looked at before a move: whether both sides fit, and who may use them. It changes nothing. */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_PLAN_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_PLAN_H

#include "base/buffer.h"
#include "tools/leidactl/move/source.h"
#include "tools/leidactl/move/target.h"

typedef struct {
    source_t *source;
    store_t *target;
    const char *from, *to; /* their addresses */
    bool clear;            /* whatever is in the target may be deleted */
} plan_t;

/* Says what there is on either side. What stands against a move ends the process with a message. */
void plan_look(const plan_t *self);

/* Reads a key that holds a text; `out` is emptied first. False when it is not there. */
bool plan_read(wire_t *wire, const char *key, buffer_t *out);

#endif
