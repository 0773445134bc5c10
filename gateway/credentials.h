/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The credentials as the gateway asks for them: from the cache, which Redis keeps true, else from Redis.
 * While Redis is away a request waits for it, within its deadline.
 */
#ifndef LEIDA_GATEWAY_CREDENTIALS_H
#define LEIDA_GATEWAY_CREDENTIALS_H

#include "common/redis/cache.h"
#include "gateway/http/exchange.h"

typedef struct credentials credentials_t;

/* A principal's credential has changed; NULL: anybody's may have, now or while changes are not told. Must ask
 * nothing from within. */
typedef void(credential_changed_fn)(void *context, const principal_t *who);

/* `redis` must outlive it; `limit`: entries kept at most. `changed` may be NULL. */
credentials_t *credentials_new(loop_t *loop, const redis_options_t *redis, size_t limit,
                               credential_changed_fn *changed, void *context);
/* Whoever still waits gets CACHE_UNAVAILABLE. */
void credentials_destroy(credentials_t **self_p);
/* Whether Redis tells of changes, so that revoked credentials are refused at once. */
bool credentials_are_tracked(const credentials_t *self);
/* What the cache of credentials has counted up to now. */
cache_counts_t credentials_counts(const credentials_t *self);

/* The credential of a principal when it is known, as cache_peek. */
bool credentials_peek(credentials_t *self, principal_t who, cache_status_t *status, text_t *value);
/* Asks for it. `done` gets the exchange, maybe before this returns; CACHE_UNAVAILABLE only once the
 * exchange's deadline has passed or its client is gone. */
void credentials_get(credentials_t *self, exchange_t *exchange, cache_value_fn *done);

/* Asks for the credential of a principal. `done` is called once, maybe before this returns. */
void credentials_look_up(credentials_t *self, principal_t who, cache_value_fn *done, void *context);

typedef enum { NONCE_NEW, NONCE_USED, NONCE_UNKNOWN, NONCE_STATUSES } nonce_status_t;
/* Gets whether the nonce of the exchange's request was new. */
typedef void(nonce_fn)(exchange_t *exchange, nonce_status_t status);

/* Marks the nonce of a signed request, whose signature is right, as used by its caller for all gateways: one
 * round trip to Redis, which is waited for as by credentials_get. `done` gets the exchange, maybe before this
 * returns: NONCE_UNKNOWN, when Redis does not say that it was new, must be refused. So it is when an answer
 * was lost, and the next one says that it is used: maybe by this very request. */
void credentials_use_nonce(credentials_t *self, exchange_t *exchange, nonce_fn *done);

/* How many nonces were found so. */
typedef struct {
    uint64_t found[NONCE_STATUSES];
} nonce_counts_t;
/* By what was said of them, since the start. */
nonce_counts_t credentials_nonce_counts(const credentials_t *self);

#endif
