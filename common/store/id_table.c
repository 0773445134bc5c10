/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/id_table.h"

#include <string.h>

enum { SLOTS_MIN = 64, PER_ID = 2 /* slots at least */ };

/* The slot of the id, or the free one where it would stand. */
static uint32_t *slot_of(const id_table_t *self, int64_t id)
{
    size_t at = (size_t)(((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (self->slot_count - 1);
    while (self->slots[at] != 0 && self->ids[self->slots[at] - 1] != id)
        at = (at + 1) & (self->slot_count - 1);
    return &self->slots[at];
}

/* Makes room for twice as many. */
static void grow(id_table_t *self)
{
    const size_t slot_count = self->slot_count ? 2 * self->slot_count : SLOTS_MIN;
    int64_t *ids = arena_new(self->arena, slot_count / PER_ID * sizeof *ids);
    if (self->count > 0)
        memcpy(ids, self->ids, self->count * sizeof *ids);
    self->ids = ids;
    self->slots = arena_new(self->arena, slot_count * sizeof *self->slots);
    self->slot_count = slot_count;
    memset(self->slots, 0, slot_count * sizeof *self->slots);
    for (size_t i = 0; i < self->count; i++)
        *slot_of(self, ids[i]) = (uint32_t)i + 1;
}

size_t id_table_number(id_table_t *self, int64_t id)
{
    if (PER_ID * self->count == self->slot_count)
        grow(self);
    uint32_t *slot = slot_of(self, id);
    if (*slot == 0) {
        self->ids[self->count++] = id;
        *slot = (uint32_t)self->count;
    }
    return *slot - 1;
}

void id_table_clear(id_table_t *self)
{
    self->count = 0;
    if (self->slot_count > 0)
        memset(self->slots, 0, self->slot_count * sizeof *self->slots);
}
