/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds hiredis' reply trees in an arena: a page of rows is some hundred nodes, which malloc and free would
 * cost more than reading them. Used by redis_link.c alone.
 */
#ifndef LEIDA_COMMON_REDIS_TREE_H
#define LEIDA_COMMON_REDIS_TREE_H

#include <hiredis/hiredis.h>

#include "proto/arena.h"

/* Makes a reader build its replies in `arena`. They last until the arena is cleared, which frees them: never
 * give them to freeReplyObject. An array of more than a million elements ends the reading with an error. */
void redis_tree_use(redisReader *reader, arena_t *arena);

#endif
