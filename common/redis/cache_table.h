/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The memory of a cache: a hash table of keys and values with second-chance eviction. It knows nothing of
 * Redis; only common/redis/cache.c calls it. What is removed stays readable for a while, so that a value that
 * was just given out is not pulled away under its reader.
 */
#ifndef LEIDA_COMMON_REDIS_CACHE_TABLE_H
#define LEIDA_COMMON_REDIS_CACHE_TABLE_H

#include "base/text.h"

typedef struct cache_table cache_table_t;

/* `limit`: entries at most, 1 or more. */
cache_table_t *cache_table_new(size_t limit);
/* Frees all of it: what cache_table_get gave is gone. */
void cache_table_destroy(cache_table_t **self_p);

/* The hash of a key: the same for the life of the table, unlike any other table's. */
uint64_t cache_table_hash(const cache_table_t *self, text_t key);

/* What is known of a key. */
typedef struct {
    bool found;     /* it exists */
    text_t value;   /* what it holds */
    uint64_t stamp; /* the caller's: of no meaning to the table */
} cache_entry_t;

/* True when the key is known: then *entry says what of it. */
bool cache_table_get(cache_table_t *self, text_t key, cache_entry_t *entry);
/* Remembers copies, in the place of what was known of the key; at the limit the oldest entry that was not
 * asked for since its last chance makes room. */
void cache_table_put(cache_table_t *self, text_t key, const cache_entry_t *what);
/* Forgets the key, if it is known; its value stays readable until the second sweep after. */
void cache_table_remove(cache_table_t *self, text_t key);
/* Forgets every key, as cache_table_remove does. */
void cache_table_clear(cache_table_t *self);
/* How many keys are known, absent ones included. */
size_t cache_table_count(const cache_table_t *self);
/* How many made room at the limit since the start. */
uint64_t cache_table_evictions(const cache_table_t *self);

/* Frees what was removed before the last sweep: to be called once an iteration. */
void cache_table_sweep(cache_table_t *self);

#endif
