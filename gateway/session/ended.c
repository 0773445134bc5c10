/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/session/ended.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buffer.h"

enum { SLOTS = 1024 /* a power of two: as many logouts as a gateway sees in seconds */ };

typedef struct {
    uint64_t key;
    int64_t at;
} slot_t;

struct ended {
    pthread_mutex_t lock; /* of the slots */
    slot_t slots[SLOTS];
};

ended_t *ended_new(void)
{
    ended_t *self = memory_new_zeroed(sizeof *self);
    pthread_mutex_init(&self->lock, NULL);
    return self;
}

void ended_destroy(ended_t **self_p)
{
    ended_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    pthread_mutex_destroy(&self->lock);
    free(self);
}

/* FNV-1a: nonces are random, and who makes up one gains nothing. */
static uint64_t key_of(text_t nonce)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < nonce.size; i++)
        hash = (hash ^ (uint8_t)nonce.data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static slot_t *slot_of(ended_t *self, uint64_t key)
{
    return &self->slots[key & (SLOTS - 1)];
}

void ended_add(ended_t *self, text_t nonce, int64_t now)
{
    uint64_t key = key_of(nonce);
    pthread_mutex_lock(&self->lock);
    *slot_of(self, key) = (slot_t){key, now};
    pthread_mutex_unlock(&self->lock);
}

bool ended_has(ended_t *self, text_t nonce, int64_t since)
{
    uint64_t key = key_of(nonce);
    pthread_mutex_lock(&self->lock);
    slot_t found = *slot_of(self, key);
    pthread_mutex_unlock(&self->lock);
    return found.key == key && found.at >= since;
}
