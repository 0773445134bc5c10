/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/key_set.h"

#include <stdlib.h>

#include "base/buffer.h"

enum { CAPACITY_START = 1024 /* a power of two */ };

static uint64_t hash_of(text_t key)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (uint8_t)key.data[i]) * 0x100000001b3u;
    return hash;
}

/* Where the key is, or where it would be put. */
static text_t *place_of(const key_set_t *self, text_t key)
{
    size_t at = hash_of(key) & (self->capacity - 1);
    while (self->places[at].data && !text_equal(self->places[at], key))
        at = (at + 1) & (self->capacity - 1);
    return &self->places[at];
}

static void grow(key_set_t *self)
{
    key_set_t larger = *self;
    larger.capacity = self->capacity ? 2 * self->capacity : CAPACITY_START;
    larger.places = memory_new_zeroed(larger.capacity * sizeof *larger.places);
    for (size_t i = 0; i < self->capacity; i++)
        if (self->places[i].data)
            *place_of(&larger, self->places[i]) = self->places[i];
    free(self->places);
    *self = larger;
}

void key_set_add(key_set_t *self, text_t key)
{
    if (2 * self->count >= self->capacity)
        grow(self);
    text_t *place = place_of(self, key);
    if (place->data)
        return;
    *place = arena_copy(&self->arena, key);
    self->count++;
}

void key_set_free(key_set_t *self)
{
    free(self->places);
    arena_free(&self->arena);
    *self = (key_set_t){0};
}

bool key_set_next(const key_set_t *self, size_t *at, text_t *key)
{
    while (*at < self->capacity) {
        *key = self->places[(*at)++];
        if (key->data)
            return true;
    }
    return false;
}
