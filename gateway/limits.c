/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/limits.h"

#include <stdlib.h>

struct limits {
    network_list_t trusted, exempt;
    rate_t *rates[LIMIT_COUNT];
};

limits_t *limits_new(const limits_options_t *options)
{
    limits_t *self = memory_new_zeroed(sizeof *self);
    /* The configuration has refused what cannot be read. */
    network_list_read(&self->trusted, options->trusted_proxies);
    network_list_read(&self->exempt, options->exempt_addresses);
    self->rates[LIMIT_ADDRESS] = rate_new(&options->address);
    self->rates[LIMIT_CALLER] = rate_new(&options->caller);
    self->rates[LIMIT_FAILURES] = rate_new(&options->failures);
    self->rates[LIMIT_STRANGERS] = rate_new(&options->strangers);
    return self;
}

void limits_destroy(limits_t **self_p)
{
    limits_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    for (limit_t limit = 0; limit < LIMIT_COUNT; limit++)
        rate_destroy(&self->rates[limit]);
    network_list_free(&self->trusted);
    network_list_free(&self->exempt);
    free(self);
}

bool limits_spare_connections(const limits_t *self, const ip_t *peer)
{
    return network_list_has(&self->exempt, peer) || network_list_has(&self->trusted, peer);
}

static status_t take(rate_t *rate, rate_key_t key, int64_t now, limited_t *limited)
{
    limited->retry_after = rate_take(rate, key, now);
    return limited->retry_after > 0 ? STATUS_TOO_MANY : STATUS_DONE;
}

static status_t take_of_address(limits_t *self, limit_t limit, int64_t now, limited_t *limited)
{
    if (!limited->counted)
        return STATUS_DONE;
    ip_t subscriber = ip_subscriber(&limited->client);
    return take(self->rates[limit], rate_key_of_ip(&subscriber), now, limited);
}

status_t limits_request(limits_t *self, const ip_t *peer, const forwarded_t *headers, int64_t now,
                        limited_t *limited)
{
    bool certain = true;
    if (self->trusted.count > 0)
        certain = forwarded_client(peer, &self->trusted, headers, &limited->client);
    else
        limited->client = *peer;
    /* Who sends junk through a proxy on this host is not this host. */
    bool exempt = certain && network_list_has(&self->exempt, &limited->client);
    limited->counted = !exempt && ip_is_known(&limited->client);
    return take_of_address(self, LIMIT_ADDRESS, now, limited);
}

status_t limits_caller(limits_t *self, const principal_t *caller, int64_t now, limited_t *limited)
{
    if (!limited->counted)
        return STATUS_DONE;
    return take(self->rates[LIMIT_CALLER], rate_key_of_principal(caller), now, limited);
}

void limits_spare_caller(limits_t *self, const principal_t *caller, const limited_t *limited)
{
    if (limited->counted)
        rate_give_back(self->rates[LIMIT_CALLER], rate_key_of_principal(caller));
}

status_t limits_stranger(limits_t *self, int64_t now, limited_t *limited)
{
    return take_of_address(self, LIMIT_STRANGERS, now, limited);
}

status_t limits_failure(limits_t *self, int64_t now, limited_t *limited)
{
    status_t status = take_of_address(self, LIMIT_FAILURES, now, limited);
    return status == STATUS_DONE ? STATUS_CREDENTIALS : status;
}

limits_counts_t limits_counts(const limits_t *self)
{
    limits_counts_t counts;
    for (limit_t limit = 0; limit < LIMIT_COUNT; limit++)
        counts.of[limit] = rate_counts(self->rates[limit]);
    return counts;
}
