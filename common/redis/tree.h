/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lets hiredis' reader build replies of ours (common/redis/reply.h) in an arena: a page of rows is some
 * hundred nodes, which malloc and free would cost more than reading them. Used by common/redis/link.c and
 * redis/blocking.c.
 */
#ifndef LEIDA_COMMON_REDIS_TREE_H
#define LEIDA_COMMON_REDIS_TREE_H

#include "base/arena.h"
#include "common/redis/reply.h"

struct redisReader;

/* Makes a reader build its replies in `arena`. They last until the arena is cleared. An array of more than a
 * million elements ends the reading with an error. */
void redis_tree_use(struct redisReader *reader, arena_t *arena);

#endif
