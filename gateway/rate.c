/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/rate.h"

#include <stdlib.h>

#include "base/entropy.h"

enum { SETS = RATE_BUCKETS / RATE_WAYS, MICROSECONDS = 1000000 };

typedef struct {
    rate_key_t key;
    int64_t full_at; /* µs; up to now: the bucket is full, the place free */
} bucket_t;

struct rate {
    int64_t interval;  /* µs in which a token comes back */
    int64_t allowance; /* how far ahead of now full_at may be for there to be a token left */
    uint64_t seed[2];  /* keys come from clients: nobody may foresee which share a set */
    rate_counts_t counts;
    bucket_t buckets[RATE_BUCKETS];
};

rate_key_t rate_key_of_ip(const ip_t *ip)
{
    rate_key_t key;
    memcpy(key.words, ip->bytes, sizeof key.words);
    return key;
}

rate_key_t rate_key_of_principal(const principal_t *principal)
{
    return (rate_key_t){{(uint64_t)principal->kind, (uint64_t)principal->id}};
}

rate_t *rate_new(const rate_options_t *options)
{
    if (options->tokens == 0)
        return NULL;
    rate_t *self = memory_new_zeroed(sizeof *self);
    self->interval = options->period / options->tokens;
    self->allowance = self->interval * (options->burst - 1);
    entropy_fill(self->seed, sizeof self->seed);
    return self;
}

void rate_destroy(rate_t **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

/* The halves of the 128-bit product, folded: each bit of the key and of the seed moves all of the result. */
static uint64_t mix(uint64_t one, uint64_t other)
{
    __extension__ typedef unsigned __int128 wide_t;
    wide_t product = (wide_t)one * other;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static bucket_t *set_of(rate_t *self, rate_key_t key)
{
    uint64_t hash = mix(key.words[0] ^ self->seed[0], key.words[1] ^ self->seed[1]);
    hash = mix(hash ^ self->seed[1], UINT64_C(0x9e3779b97f4a7c15));
    return &self->buckets[hash % SETS * RATE_WAYS];
}

/* The key's bucket, else the one of its set that is nearest to full. */
static bucket_t *bucket_of(rate_t *self, rate_key_t key)
{
    bucket_t *set = set_of(self, key);
    bucket_t *fullest = set;
    for (bucket_t *at = set; at < set + RATE_WAYS; at++) {
        if (at->key.words[0] == key.words[0] && at->key.words[1] == key.words[1])
            return at;
        if (at->full_at < fullest->full_at)
            fullest = at;
    }
    return fullest;
}

unsigned rate_take(rate_t *self, rate_key_t key, int64_t now)
{
    if (!self)
        return 0;
    bucket_t *bucket = bucket_of(self, key);
    bool known = bucket->key.words[0] == key.words[0] && bucket->key.words[1] == key.words[1];
    bool full = bucket->full_at <= now;
    if (!known) {
        self->counts.forgotten += !full;
        bucket->key = key;
    }
    if (!known || full)
        bucket->full_at = now;
    int64_t wait = bucket->full_at - self->allowance - now;
    if (wait > 0) {
        self->counts.refused++;
        return (unsigned)((wait + MICROSECONDS - 1) / MICROSECONDS);
    }
    bucket->full_at += self->interval;
    return 0;
}

void rate_give_back(rate_t *self, rate_key_t key)
{
    if (!self)
        return;
    bucket_t *bucket = bucket_of(self, key);
    if (bucket->key.words[0] == key.words[0] && bucket->key.words[1] == key.words[1])
        bucket->full_at -= self->interval;
}

rate_counts_t rate_counts(const rate_t *self)
{
    return self ? self->counts : (rate_counts_t){0, 0};
}
