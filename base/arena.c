/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

enum { CHUNK_SIZE = 4096 };

struct arena_chunk {
    arena_chunk_t *older;
    size_t size; /* of data */
    _Alignas(ARENA_ALIGNMENT) char data[];
};

/* All of the newest chunk is free. */
static void use_chunk(arena_t *self)
{
    self->next = self->chunk->data;
    self->left = self->chunk->size;
}

void arena_grow(arena_t *self, size_t size)
{
    size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    arena_chunk_t *chunk = memory_new(sizeof *chunk + room);
    chunk->older = self->chunk;
    chunk->size = room;
    self->chunk = chunk;
    use_chunk(self);
}

void *arena_new_zeroed(arena_t *self, size_t size)
{
    return memset(arena_new(self, size), 0, size);
}

text_t arena_copy(arena_t *self, text_t text)
{
    if (text.size == 0)
        return (text_t){"", 0};
    char *copy = arena_new(self, text.size);
    memcpy(copy, text.data, text.size);
    return (text_t){copy, text.size};
}

void arena_clear(arena_t *self)
{
    if (!self->chunk)
        return;
    while (self->chunk->older) {
        arena_chunk_t *older = self->chunk->older;
        free(self->chunk);
        self->chunk = older;
    }
    if (self->chunk->size > CHUNK_SIZE)
        arena_free(self);
    else
        use_chunk(self);
}

void arena_free(arena_t *self)
{
    while (self->chunk) {
        arena_chunk_t *older = self->chunk->older;
        free(self->chunk);
        self->chunk = older;
    }
    *self = (arena_t){NULL, NULL, 0};
}
