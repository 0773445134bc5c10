/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/guard_settings.h"

enum { SECOND = 1000000, MINUTE = 60 * SECOND }; /* µs */

/* Each worker has the whole rate: a client with one connection is served by one of them. */
static limits_options_t limits_of(const guard_settings_t *self)
{
    return (limits_options_t){
        .trusted_proxies = self->trusted_proxies,
        .exempt_addresses = self->exempt_addresses,
        .address = {self->address, SECOND, self->address_burst},
        .caller = {self->caller, SECOND, self->caller_burst},
        .failures = {self->failures, MINUTE, self->failures_burst},
        .strangers = {self->strangers, MINUTE, self->strangers_burst},
    };
}

bool guard_settings_fit(const guard_settings_t *self, int64_t body_limit, buffer_t *why)
{
    int64_t least = 2 * body_limit;
    if (self->caller_memory >= least && self->callers_memory >= self->caller_memory)
        return true;
    if (self->caller_memory < least)
        buffer_append_format(why, "caller_memory: at least %lld, for a body of body_limit in half of it",
                             (long long)least);
    else
        buffer_append_literal(why, "callers_memory: at least caller_memory");
    return false;
}

guard_options_t guard_settings_options(const guard_settings_t *self, size_t workers, size_t body_size,
                                       size_t connections)
{
    return (guard_options_t){
        .auth.freshness = self->freshness * 1000,
        .credentials_limit = (size_t)self->credentials,
        .body_size = body_size,
        .limits = limits_of(self),
        .quota = {.per_principal = (size_t)self->caller_memory,
                  .total = ((size_t)self->callers_memory + workers - 1) / workers,
                  .principals = (connections + workers - 1) / workers},
    };
}
