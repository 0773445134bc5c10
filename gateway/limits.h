/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How often who may ask (docs/decisions/0021): requests of an address, requests of a caller who has proven
 * who that is, refused credentials of an address, what it asks without any. One for each loop. Each function
 * gives STATUS_TOO_MANY when a limit is reached.
 */
#ifndef LEIDA_GATEWAY_LIMITS_H
#define LEIDA_GATEWAY_LIMITS_H

#include "gateway/forwarded.h"
#include "gateway/http/exchange.h"
#include "gateway/rate.h"

typedef struct limits limits_t;

typedef struct {
    const char *trusted_proxies, *exempt_addresses; /* as network_list_valid takes them */
    rate_options_t address, caller, failures, strangers;
} limits_options_t;

/* Reads the lists, which must be valid; the options are not kept. */
limits_t *limits_new(const limits_options_t *options);
/* Frees it with all that it has counted. */
void limits_destroy(limits_t **self_p);

/* Whether an address may have any number of connections: it is exempt, or a proxy's. */
bool limits_spare_connections(const limits_t *self, const ip_t *peer);

/* A request's head is in: finds out whose address it is from and fills `limited`. STATUS_DONE or
 * STATUS_TOO_MANY. `now`, here and below: µs, loop_now_us. */
status_t limits_request(limits_t *self, const ip_t *peer, const forwarded_t *headers, int64_t now,
                        limited_t *limited);
/* Its caller is known. STATUS_DONE or STATUS_TOO_MANY. */
status_t limits_caller(limits_t *self, const principal_t *caller, int64_t now, limited_t *limited);
/* It was not the caller's after all, but a copy of a request of theirs: what limits_caller took is given
 * back. */
void limits_spare_caller(limits_t *self, const principal_t *caller, const limited_t *limited);
/* It is one of those that anybody may ask without credentials. STATUS_DONE or STATUS_TOO_MANY. */
status_t limits_stranger(limits_t *self, int64_t now, limited_t *limited);
/* Its credentials were wrong: STATUS_CREDENTIALS, or STATUS_TOO_MANY when too many of the address were. */
status_t limits_failure(limits_t *self, int64_t now, limited_t *limited);

typedef enum { LIMIT_ADDRESS, LIMIT_CALLER, LIMIT_FAILURES, LIMIT_STRANGERS, LIMIT_COUNT } limit_t;
typedef struct {
    rate_counts_t of[LIMIT_COUNT];
} limits_counts_t;
/* What each limit has refused and forgotten, since the start. */
limits_counts_t limits_counts(const limits_t *self);

#endif
