/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/report.h"

#include <stdlib.h>

void report_clear(report_t *self)
{
    for (size_t i = 0; i < self->instance_count; i++)
        free(self->instances[i].endpoint);
    free(self->instances);
    buffer_free(&self->missing);
    memset(self, 0, sizeof *self);
}

void report_add_http(report_t *self, const http_t *http)
{
    self->workers = 1;
    self->traffic = *http_traffic(http);
    self->http_in_flight = http_in_flight(http);
    self->http_connections = http_connections(http);
}

/* Takes the endpoint. */
static void add_instance(report_t *self, report_instance_t instance)
{
    size_t size = (self->instance_count + 1) * sizeof *self->instances;
    self->instances = memory_resize(self->instances, size);
    self->instances[self->instance_count++] = instance;
}

void report_add_upstream(report_t *self, const rpc_client_t *upstream)
{
    for (service_t service = 0; service < SERVICE_COUNT; service++) {
        const pool_t *pool = rpc_client_pool(upstream, service);
        self->services[service] = pool->counts;
        for (size_t i = 0; i < pool->count; i++) {
            const instance_t *instance = pool->instances[i];
            add_instance(self,
                         (report_instance_t){.service = service,
                                             .endpoint = memory_copy_text(text_of(instance->endpoint)),
                                             .state = instance->retired ? INSTANCE_LEAVING : instance->state,
                                             .calls = instance->calls.count,
                                             .given = instance->given,
                                             .failovers = instance->failovers,
                                             .reconnects = instance->reconnects});
        }
    }
}

static void merge_http(report_t *self, const report_t *more)
{
    tally_merge(&self->traffic.answers, &more->traffic.answers);
    self->traffic.abandoned += more->traffic.abandoned;
    self->traffic.refused += more->traffic.refused;
    self->traffic.evicted += more->traffic.evicted;
    self->traffic.request_bytes += more->traffic.request_bytes;
    self->traffic.answer_bytes += more->traffic.answer_bytes;
    self->http_in_flight += more->http_in_flight;
    self->http_connections += more->http_connections;
    self->polls += more->polls;
}

static void merge_service(pool_counts_t *self, const pool_counts_t *more)
{
    self->in_flight += more->in_flight;
    self->calls += more->calls;
    self->failovers += more->failovers;
    self->late_replies += more->late_replies;
    self->timeouts += more->timeouts;
    self->unavailable += more->unavailable;
    self->overload += more->overload;
    self->malformed += more->malformed;
}

static instance_state_t worse_of(instance_state_t one, instance_state_t other)
{
    static const int ranks[] = {
        [INSTANCE_LIVE] = 0, [INSTANCE_LEAVING] = 1, [INSTANCE_CONNECTING] = 2, [INSTANCE_SUSPECT] = 3};
    return ranks[one] > ranks[other] ? one : other;
}

static void merge_instance(report_t *self, const report_instance_t *more)
{
    for (size_t i = 0; i < self->instance_count; i++) {
        report_instance_t *known = &self->instances[i];
        if (known->service != more->service || strcmp(known->endpoint, more->endpoint) != 0)
            continue;
        known->state = worse_of(known->state, more->state);
        known->calls += more->calls;
        known->given += more->given;
        known->failovers += more->failovers;
        known->reconnects += more->reconnects;
        return;
    }
    report_instance_t copy = *more;
    copy.endpoint = memory_copy_text(text_of(more->endpoint));
    add_instance(self, copy);
}

static void merge_redis(redis_counts_t *self, const redis_counts_t *more, bool first)
{
    if (first)
        *self = *more;
    else
        redis_counts_add(self, more);
}

static void merge_cache(cache_counts_t *self, const cache_counts_t *more, bool first)
{
    self->hits += more->hits;
    self->misses += more->misses;
    self->invalidations += more->invalidations;
    self->evictions += more->evictions;
    self->drops += more->drops;
    self->entries += more->entries;
    merge_redis(&self->data, &more->data, first);
    merge_redis(&self->subscriber, &more->subscriber, first);
}

static void merge_guard(guard_counts_t *self, const guard_counts_t *more, bool first)
{
    merge_cache(&self->credentials, &more->credentials, first);
    for (nonce_status_t found = 0; found < NONCE_STATUSES; found++)
        self->nonces.found[found] += more->nonces.found[found];
    self->quota.held += more->quota.held;
    self->quota.too_many_of_one += more->quota.too_many_of_one;
    self->quota.too_many += more->quota.too_many;
    for (limit_t limit = 0; limit < LIMIT_COUNT; limit++) {
        self->limits.of[limit].refused += more->limits.of[limit].refused;
        self->limits.of[limit].forgotten += more->limits.of[limit].forgotten;
    }
}

static void merge_push(report_t *self, const report_t *more)
{
    push_counts_merge(&self->push, &more->push);
    for (size_t kind = 0; kind < EVENT_LIMIT; kind++)
        self->hub.events[kind] += more->hub.events[kind];
    for (sync_reason_t reason = 0; reason < SYNC_REASONS; reason++)
        self->hub.syncs[reason] += more->hub.syncs[reason];
}

static void merge_session(session_counts_t *self, const session_counts_t *more)
{
    for (login_result_t result = 0; result < LOGIN_RESULTS; result++)
        self->logins[result] += more->logins[result];
}

void report_merge(report_t *self, const report_t *more)
{
    bool first = self->workers == 0;
    self->workers += more->workers;
    self->ready = (first || self->ready) && more->ready;
    /* The threads lack the same, as a rule: it is said once. */
    if (self->missing.size == 0)
        buffer_append_text(&self->missing, buffer_text(&more->missing));
    merge_http(self, more);
    for (service_t service = 0; service < SERVICE_COUNT; service++)
        merge_service(&self->services[service], &more->services[service]);
    for (size_t i = 0; i < more->instance_count; i++)
        merge_instance(self, &more->instances[i]);
    merge_guard(&self->guard, &more->guard, first);
    merge_session(&self->session, &more->session);
    merge_push(self, more);
    media_counts_merge(&self->media, &more->media);
}
