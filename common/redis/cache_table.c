/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cache_table.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/entropy.h"

enum { BUCKETS_MIN = 16 };

typedef struct entry entry_t;
struct entry {
    entry_t *next;          /* in its bucket; once removed, in the list that waits to be freed */
    entry_t *older, *newer; /* the ring of all entries */
    uint64_t hash, stamp;
    uint32_t key_size, value_size;
    bool found;
    bool asked;   /* since the hand last came by */
    char bytes[]; /* key, then value */
};

struct cache_table {
    size_t limit, count;
    uint64_t evictions;
    size_t bucket_count; /* a power of two */
    entry_t **buckets;
    entry_t *hand;              /* the next entry to be weighed for eviction */
    entry_t *removed, *leaving; /* since the last sweep; before it */
    uint64_t seed;              /* keys come from clients: nobody may foresee which collide */
};

static text_t entry_key(const entry_t *entry)
{
    return (text_t){entry->bytes, entry->key_size};
}

static entry_t **bucket_of(cache_table_t *self, uint64_t hash)
{
    return &self->buckets[hash & (self->bucket_count - 1)];
}

/* Where the entry of the key hangs, or would. */
static entry_t **entry_place(cache_table_t *self, text_t key, uint64_t hash)
{
    entry_t **place = bucket_of(self, hash);
    while (*place && ((*place)->hash != hash || !text_equal(entry_key(*place), key)))
        place = &(*place)->next;
    return place;
}

static void ring_insert(cache_table_t *self, entry_t *entry)
{
    if (!self->hand) {
        self->hand = entry->older = entry->newer = entry;
        return;
    }
    entry->newer = self->hand;
    entry->older = self->hand->older;
    entry->older->newer = entry;
    self->hand->older = entry;
}

static void entry_remove(cache_table_t *self, entry_t **place)
{
    entry_t *entry = *place;
    assert(entry); /* whatever is in the ring hangs in its bucket */
    *place = entry->next;
    if (self->hand == entry)
        self->hand = entry->newer == entry ? NULL : entry->newer;
    entry->older->newer = entry->newer;
    entry->newer->older = entry->older;
    entry->next = self->removed;
    self->removed = entry;
    self->count--;
}

static void evict_one(cache_table_t *self)
{
    assert(self->hand); /* a full table is not empty: the limit is at least 1 */
    while (self->hand->asked) {
        self->hand->asked = false;
        self->hand = self->hand->newer;
    }
    entry_remove(self, entry_place(self, entry_key(self->hand), self->hand->hash));
    self->evictions++;
}

static void entries_free(entry_t *entry)
{
    while (entry) {
        entry_t *next = entry->next;
        free(entry);
        entry = next;
    }
}

cache_table_t *cache_table_new(size_t limit)
{
    cache_table_t *self = memory_new_zeroed(sizeof *self);
    self->limit = limit > 0 ? limit : 1;
    self->bucket_count = BUCKETS_MIN;
    while (self->bucket_count < self->limit)
        self->bucket_count *= 2;
    self->buckets = memory_new_zeroed(self->bucket_count * sizeof(entry_t *));
    entropy_fill(&self->seed, sizeof self->seed);
    return self;
}

void cache_table_destroy(cache_table_t **self_p)
{
    cache_table_t *self = *self_p;
    if (!self)
        return;
    cache_table_clear(self);
    entries_free(self->removed);
    entries_free(self->leaving);
    free(self->buckets);
    free(self);
    *self_p = NULL;
}

uint64_t cache_table_hash(const cache_table_t *self, text_t key)
{
    uint64_t hash = self->seed ^ key.size;
    for (size_t at = 0; at < key.size; at += 8) {
        uint64_t word = 0;
        memcpy(&word, key.data + at, key.size - at < 8 ? key.size - at : 8);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29 ^ self->seed;
    }
    hash *= 0xbf58476d1ce4e5b9u;
    return hash ^ hash >> 32;
}

bool cache_table_get(cache_table_t *self, text_t key, cache_entry_t *what)
{
    entry_t *entry = *entry_place(self, key, cache_table_hash(self, key));
    if (!entry)
        return false;
    entry->asked = true;
    *what = (cache_entry_t){entry->found, {entry->bytes + entry->key_size, entry->value_size}, entry->stamp};
    return true;
}

void cache_table_put(cache_table_t *self, text_t key, const cache_entry_t *what)
{
    const text_t value = what->value;
    cache_table_remove(self, key);
    if (key.size > UINT32_MAX || value.size > UINT32_MAX)
        return;
    if (self->count == self->limit)
        evict_one(self);
    entry_t *entry = memory_new(sizeof *entry + key.size + value.size);
    *entry = (entry_t){.hash = cache_table_hash(self, key), .stamp = what->stamp, .found = what->found};
    entry->key_size = (uint32_t)key.size;
    entry->value_size = (uint32_t)value.size;
    memcpy(entry->bytes, key.data, key.size);
    if (value.size > 0)
        memcpy(entry->bytes + key.size, value.data, value.size);
    entry_t **bucket = bucket_of(self, entry->hash);
    entry->next = *bucket;
    *bucket = entry;
    ring_insert(self, entry);
    self->count++;
}

void cache_table_remove(cache_table_t *self, text_t key)
{
    entry_t **place = entry_place(self, key, cache_table_hash(self, key));
    if (*place)
        entry_remove(self, place);
}

void cache_table_clear(cache_table_t *self)
{
    while (self->hand)
        entry_remove(self, entry_place(self, entry_key(self->hand), self->hand->hash));
}

size_t cache_table_count(const cache_table_t *self)
{
    return self->count;
}

uint64_t cache_table_evictions(const cache_table_t *self)
{
    return self->evictions;
}

void cache_table_sweep(cache_table_t *self)
{
    entries_free(self->leaving);
    self->leaving = self->removed;
    self->removed = NULL;
}
