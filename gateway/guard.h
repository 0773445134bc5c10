/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may go on, step by step along the way of an exchange: how often its address asks, who calls, how often
 * and with how much, whether a signed request comes for the first time and is whole. Each step gives
 * STATUS_DONE, or the status to answer with; with STATUS_TOO_MANY exchange->retry_after is set. One for each
 * loop.
 */
#ifndef LEIDA_GATEWAY_GUARD_H
#define LEIDA_GATEWAY_GUARD_H

#include "gateway/auth.h"
#include "gateway/credentials.h"
#include "gateway/limits.h"
#include "gateway/quota.h"

typedef struct guard guard_t;

/* Bodies and answers of up to so many bytes are not counted: the connections bound what they hold, and no
 * answer to what cannot be asked again is larger. */
enum { GUARD_SMALL = 4096 };

typedef struct {
    auth_options_t auth;
    size_t credentials_limit; /* cached at most */
    size_t body_size;         /* bytes of a body whose length is not told before */
    limits_options_t limits;
    quota_options_t quota;
    credential_changed_fn *changed; /* NULL: nobody wants to know */
    void *context;                  /* of `changed` */
} guard_options_t;

/* `redis` must outlive it. */
guard_t *guard_new(loop_t *loop, const redis_options_t *redis, const guard_options_t *options);
/* Whoever still waits for a credential is answered STATUS_UNAVAILABLE. */
void guard_destroy(guard_t **self_p);

/* Whether an address may have any number of connections. */
bool guard_spares_connections(const guard_t *self, const ip_t *peer);

/* A head is in: may its address ask? */
status_t guard_address(guard_t *self, exchange_t *exchange);
/* Its route is found: who calls, and may they? `done` gets the answer, maybe before this returns. */
void guard_caller(guard_t *self, exchange_t *exchange, guard_fn *done);
/* Its route is one that anybody may ask: may its address, and has its body room? Nobody else is asked. Reads
 * the query. Callbacks are asked for by a few addresses, and by none of them too often. */
status_t guard_stranger(guard_t *self, exchange_t *exchange);
/* The body of a login is in: may its token have a session? `done` gets the answer, maybe before this
 * returns. */
void guard_login(guard_t *self, exchange_t *exchange, text_t token, guard_fn *done);
/* Its body is in, which may have taken minutes: is it the one that was signed, and may the caller still?
 * `done` gets the answer, maybe before this returns. */
void guard_body(guard_t *self, exchange_t *exchange, guard_fn *done);
/* It has waited: may the caller still? `done` gets the answer, maybe before this returns. */
void guard_again(guard_t *self, exchange_t *exchange, guard_fn *done);
/* An answer of so many bytes is there: may the caller have it? */
status_t guard_answer(guard_t *self, exchange_t *exchange, size_t bytes);
/* It has ended, however far it came. */
void guard_end(guard_t *self, exchange_t *exchange);

/* A principal's credential as it is stored now; an empty one: there is none. */
typedef void(guard_credential_fn)(void *context, principal_t who, bool certain, text_t credential);
/* Asks for it. `done` is called once, maybe before this returns; not `certain`: Redis does not say. */
void guard_look_up(guard_t *self, principal_t who, guard_credential_fn *done, void *context);

/* Whether revoked credentials are heard of. */
bool guard_is_tracking(const guard_t *self);
/* The same; appends a line about what is missing. */
bool guard_is_ready(const guard_t *self, buffer_t *missing);

typedef struct {
    cache_counts_t credentials;
    nonce_counts_t nonces;
    limits_counts_t limits;
    quota_counts_t quota;
} guard_counts_t;
/* What its parts have counted up to now. */
guard_counts_t guard_counts(const guard_t *self);

#endif
