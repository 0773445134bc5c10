/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that lives exactly as long as one request: allocations never move, are never freed one by one, and
 * go together. A zeroed arena_t is an empty arena.
 */
#ifndef LEIDA_BASE_ARENA_H
#define LEIDA_BASE_ARENA_H

#include "base/text.h"

typedef struct arena_chunk arena_chunk_t;

typedef struct {
    arena_chunk_t *chunk; /* the newest; older ones behind it */
    char *next;           /* the first byte free in it */
    size_t left;          /* bytes free in it */
} arena_t;

enum { ARENA_ALIGNMENT = 16 };

/* For arena_new: makes a chunk of at least `size` bytes the newest one. */
void arena_grow(arena_t *self, size_t size);

/* `size` bytes, aligned for any type; never NULL. */
static inline void *arena_new(arena_t *self, size_t size)
{
    size = (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    if (size > self->left || !self->chunk)
        arena_grow(self, size);
    char *at = self->next;
    self->next += size;
    self->left -= size;
    return at;
}

/* The same, all bytes zero. */
void *arena_new_zeroed(arena_t *self, size_t size);
/* A copy of the slice. */
text_t arena_copy(arena_t *self, text_t text);
/* Gives everything back but the first chunk, which is kept for the next request. */
void arena_clear(arena_t *self);
/* Gives everything back. */
void arena_free(arena_t *self);

#endif
