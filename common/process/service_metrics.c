/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/service_metrics.h"

#include "common/process/accept_guard.h"
#include "common/redis/metrics.h"

static const metric_t CALLS = {"leida_service_calls_total", METRIC_COUNTER, "Calls received."},
                      REFUSED = {"leida_service_refused_total", METRIC_COUNTER,
                                 "Calls refused at once: too many in flight, or no such method."},
                      MALFORMED = {"leida_service_malformed_total", METRIC_COUNTER,
                                   "Messages and calls that could not be decoded."},
                      WAITED = {"leida_service_waited_total", METRIC_COUNTER,
                                "Times that a call waited for Redis to come back."},
                      CONNECTIONS_REFUSED = {"leida_service_connections_refused_total", METRIC_COUNTER,
                                             "Connections refused: they would have used up the descriptors."},
                      RETRIED = {"leida_service_taken_over_total", METRIC_COUNTER,
                                 "Calls that another instance may have applied before."},
                      UNSENT = {"leida_service_unsent_total", METRIC_COUNTER,
                                "Answers whose data was dropped: their gateway does not read."},
                      EVENTS = {"leida_service_events_total", METRIC_COUNTER,
                                "Events that gateways were told of, if they wanted to."},
                      IN_FLIGHT = {"leida_service_in_flight", METRIC_GAUGE, "Calls in progress."},
                      GATEWAYS = {"leida_service_gateways", METRIC_GAUGE,
                                  "Threads of gateways heard in the last minute."};

static void write_calls(buffer_t *out, const server_t *server, const server_counts_t *counts)
{
    metrics_begin(out, &CALLS);
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (server_has_method(server, method))
            metrics_add(out, &CALLS, LABELS({"method", method->name}), counts->calls_by_method[method->id]);
    }
    metrics_add(out, &CALLS, LABELS({"method", "none"}), counts->calls_by_method[TALLY_NONE]);
}

static void write_events(buffer_t *out, const server_counts_t *counts)
{
    metrics_begin(out, &EVENTS);
    for (event_kind_t kind = EVENT_MESSAGE; kind < EVENT_LIMIT; kind++)
        metrics_add(out, &EVENTS, LABELS({"event", event_name(kind)}), counts->events_by_kind[kind]);
}

static bool has_method(const void *context, const method_t *method)
{
    return server_has_method(context, method);
}

void service_metrics_write(buffer_t *out, const server_t *server, const redis_t *redis,
                           const cache_t *profiles)
{
    const server_counts_t calls = server_counts(server);
    write_calls(out, server, &calls);
    const tally_form_t replies = {
        .ended = {"leida_service_replies_total", METRIC_COUNTER, "Calls answered, refused ones apart."},
        .took = {"leida_service_call_duration_seconds", METRIC_HISTOGRAM,
                 "From the iteration in which a call was read until its reply was written."},
        .label = "method",
        .has = has_method,
        .context = server};
    tally_write(out, calls.replies_by_method, &replies);
    metrics_write(out, &REFUSED, calls.refused);
    metrics_write(out, &MALFORMED, calls.malformed);
    metrics_write(out, &CONNECTIONS_REFUSED, accept_guard_refused());
    metrics_write(out, &WAITED, calls.waited);
    metrics_write(out, &RETRIED, calls.retried);
    metrics_write(out, &UNSENT, calls.unsent);
    write_events(out, &calls);
    metrics_write(out, &IN_FLIGHT, calls.in_flight);
    metrics_write(out, &GATEWAYS, calls.gateways);
    const cache_counts_t cache = cache_counts(profiles);
    cache_metrics_write(out, "profiles", &cache);
    const redis_sample_t connections[] = {
        {"data", redis_counts(redis)}, {"profiles", cache.data}, {"subscriber", cache.subscriber}};
    redis_metrics_write(out, connections, sizeof connections / sizeof *connections);
}
