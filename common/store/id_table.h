/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers ids in the order in which they come, from 0: what belongs to them is kept in arrays beside it. */
#ifndef LEIDA_COMMON_STORE_ID_TABLE_H
#define LEIDA_COMMON_STORE_ID_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
    arena_t *arena; /* where it lives; set by the caller, all else zero */
    int64_t *ids;   /* by number */
    size_t count;
    uint32_t *slots; /* the numbers plus one by the hash of their ids; 0: free */
    size_t slot_count;
} id_table_t;

/* The number of an id, which is the next one if it was not there: then it is `count` less one. */
size_t id_table_number(id_table_t *self, int64_t id);
/* Forgets all ids; the memory stays the arena's, and is used again. */
void id_table_clear(id_table_t *self);

#endif
