/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of Redis, each once, in no order. */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_KEY_SET_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_KEY_SET_H

#include "base/arena.h"

/* A zeroed one is empty. */
typedef struct {
    text_t *places; /* open addressing; without data: free */
    size_t count, capacity;
    arena_t arena; /* the bytes of the keys */
} key_set_t;

/* Adds a copy of the key, unless it is there. */
void key_set_add(key_set_t *self, text_t key);
/* Forgets all keys and gives the memory back. */
void key_set_free(key_set_t *self);

/* Goes through the keys: *at is 0 at first. False at the end. The set must not change meanwhile. */
bool key_set_next(const key_set_t *self, size_t *at, text_t *key);

#endif
