/* SPDX-License-Identifier: Apache-2.0 */
/* Whether those who use the old Redis of a move will be let in by the new one: users of Redis are not part of
 * a store. */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_USERS_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_USERS_H

#include "tools/leidactl/move/source.h"
#include "tools/leidactl/move/target.h"

/* Looks at every user with a connection to the source: may read there where it has moved, and is there on
 * each master with the same passwords. What is not so ends the process with a message. Says so where it may
 * not look. */
void users_look(source_t *source, store_t *target);

#endif
