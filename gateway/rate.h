/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Token buckets by key, in a table of fixed size. A bucket is kept as the moment at which it is full again
 * (GCRA), so a full one is the same as none, and forgetting it changes nothing. A new key whose set of places
 * is taken replaces the bucket of the set that is nearest to full: who wants a drained bucket forgotten, his
 * own or another's, has to drain all others of the set as far, and cannot know which keys share it.
 */
#ifndef LEIDA_GATEWAY_RATE_H
#define LEIDA_GATEWAY_RATE_H

#include "gateway/http/network.h"
#include "proto/envelope.h"

typedef struct rate rate_t;

typedef struct {
    int64_t tokens, period; /* so many tokens come back in so many µs; 0 tokens: no limit */
    int64_t burst;          /* tokens of a full bucket, at least 1 */
} rate_options_t;

typedef struct {
    uint64_t words[2];
} rate_key_t;
/* The key of an address. A rate_t has keys of one kind only: an address and a caller may share one. */
rate_key_t rate_key_of_ip(const ip_t *ip);
/* The key of a caller, staff user or customer. */
rate_key_t rate_key_of_principal(const principal_t *principal);

enum { RATE_BUCKETS = 32768, RATE_WAYS = 8 };

/* NULL when there is no limit. Its memory (24 bytes a bucket) becomes resident as it is used. */
rate_t *rate_new(const rate_options_t *options);
/* Frees it with all buckets; a NULL rate_t is left alone. */
void rate_destroy(rate_t **self_p);

/* Takes a token of the key's bucket at `now`, in µs of a clock that never goes back. 0 when there was one,
 * else the seconds, rounded up, until there is one. A NULL rate_t has always one. */
unsigned rate_take(rate_t *self, rate_key_t key, int64_t now);

/* Gives back the token that was taken of the key's bucket last. */
void rate_give_back(rate_t *self, rate_key_t key);

typedef struct {
    uint64_t refused;
    uint64_t forgotten; /* buckets that were not full when another took their place */
} rate_counts_t;
/* Since the start; of a NULL rate_t all zero. */
rate_counts_t rate_counts(const rate_t *self);

#endif
