/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/gateway_metrics.h"

#include "common/redis/metrics.h"
#include "gateway/media_metrics.h"
#include "gateway/push_metrics.h"

static const metric_t
    ABANDONED = {"leida_http_abandoned_total", METRIC_COUNTER,
                 "Requests whose client left before its answer was sent."},
    HTTP_IN_FLIGHT = {"leida_http_in_flight", METRIC_GAUGE, "Requests being read or answered."},
    CONNECTIONS = {"leida_http_connections", METRIC_GAUGE, "Open HTTP connections."},
    REFUSED = {"leida_http_refused_connections_total", METRIC_COUNTER,
               "Connections closed at once: too many in all, or of their address."},
    EVICTED = {"leida_http_evicted_connections_total", METRIC_COUNTER,
               "Connections closed to make room for others: the slowest first."},
    REQUEST_BYTES = {"leida_http_request_body_bytes_total", METRIC_COUNTER, "Bytes of request bodies."},
    ANSWER_BYTES = {"leida_http_response_body_bytes_total", METRIC_COUNTER,
                    "Bytes of answers, without headers."},
    POLLS = {"leida_push_polls", METRIC_GAUGE, "Requests that wait for something new."},
    THREADS = {"leida_gateway_threads", METRIC_GAUGE, "Loops, each on a thread of its own."},
    STATE = {"leida_upstream_instance_state", METRIC_GAUGE,
             "1 for the state that the instance is in, as the thread sees it that sees the worst."};

enum { CALLS, IN_FLIGHT, FAILOVERS, LATE, TIMEOUTS, UNAVAILABLE, OVERLOAD, MALFORMED, SERVICE_NUMBERS };

static const metric_t OF_SERVICE[SERVICE_NUMBERS] = {
    [CALLS] = {"leida_upstream_calls_total", METRIC_COUNTER, "Calls begun."},
    [IN_FLIGHT] = {"leida_upstream_in_flight", METRIC_GAUGE, "Calls without an answer yet."},
    [FAILOVERS] = {"leida_upstream_takeovers_total", METRIC_COUNTER,
                   "Times that a call was taken from an instance, which died, hung, left or passed it back."},
    [LATE] = {"leida_upstream_late_replies_total", METRIC_COUNTER,
              "Replies to calls that were answered or given up before, or that a later try is to answer."},
    [TIMEOUTS] = {"leida_upstream_timeouts_total", METRIC_COUNTER,
                  "Calls that were not answered by their deadline."},
    [UNAVAILABLE] = {"leida_upstream_unavailable_total", METRIC_COUNTER,
                     "Calls given up because no instance was live."},
    [OVERLOAD] = {"leida_upstream_overload_total", METRIC_COUNTER,
                  "Calls refused at once because too many were in flight."},
    [MALFORMED] = {"leida_upstream_malformed_total", METRIC_COUNTER,
                   "Messages that could not be decoded, and events that cannot be."}};

static uint64_t number_of_service(const pool_counts_t *counts, size_t which)
{
    const uint64_t numbers[SERVICE_NUMBERS] = {
        [CALLS] = counts->calls,       [IN_FLIGHT] = counts->in_flight, [FAILOVERS] = counts->failovers,
        [LATE] = counts->late_replies, [TIMEOUTS] = counts->timeouts,   [UNAVAILABLE] = counts->unavailable,
        [OVERLOAD] = counts->overload, [MALFORMED] = counts->malformed};
    return numbers[which];
}

enum { ITS_IN_FLIGHT, ITS_CALLS, ITS_FAILOVERS, ITS_RECONNECTS, INSTANCE_NUMBERS };

static const metric_t OF_INSTANCE[INSTANCE_NUMBERS] = {
    [ITS_IN_FLIGHT] = {"leida_upstream_instance_in_flight", METRIC_GAUGE, "Calls in flight with it."},
    [ITS_CALLS] = {"leida_upstream_instance_calls_total", METRIC_COUNTER, "Calls given to it."},
    [ITS_FAILOVERS] = {"leida_upstream_instance_takeovers_total", METRIC_COUNTER,
                       "Calls taken away from it, and those that it passed back."},
    [ITS_RECONNECTS] = {"leida_upstream_instance_reconnects_total", METRIC_COUNTER,
                        "New connections after one was lost or fell silent for too long."}};

static uint64_t number_of_instance(const report_instance_t *instance, size_t which)
{
    const uint64_t numbers[INSTANCE_NUMBERS] = {[ITS_IN_FLIGHT] = instance->calls,
                                                [ITS_CALLS] = instance->given,
                                                [ITS_FAILOVERS] = instance->failovers,
                                                [ITS_RECONNECTS] = instance->reconnects};
    return numbers[which];
}

static void write_http(buffer_t *out, const report_t *sum)
{
    static const tally_form_t answers = {
        .ended = {"leida_http_requests_total", METRIC_COUNTER, "Requests answered."},
        .took =
            {"leida_http_request_duration_seconds", METRIC_HISTOGRAM,
             "From the iteration in which a request's first bytes were read until its answer was complete."},
        .label = "route",
        .with_http = true};
    tally_write(out, &sum->traffic.answers, &answers);
    metrics_write(out, &ABANDONED, sum->traffic.abandoned);
    metrics_write(out, &REFUSED, sum->traffic.refused);
    metrics_write(out, &EVICTED, sum->traffic.evicted);
    metrics_write(out, &HTTP_IN_FLIGHT, sum->http_in_flight);
    metrics_write(out, &CONNECTIONS, sum->http_connections);
    metrics_write(out, &REQUEST_BYTES, sum->traffic.request_bytes);
    metrics_write(out, &ANSWER_BYTES, sum->traffic.answer_bytes);
    metrics_write(out, &POLLS, sum->polls);
    metrics_write(out, &THREADS, sum->workers);
}

static void write_services(buffer_t *out, const report_t *sum)
{
    for (size_t n = 0; n < SERVICE_NUMBERS; n++) {
        metrics_begin(out, &OF_SERVICE[n]);
        for (service_t service = 0; service < SERVICE_COUNT; service++)
            metrics_add(out, &OF_SERVICE[n], LABELS({"service", service_name(service)}),
                        number_of_service(&sum->services[service], n));
    }
}

static void write_state(buffer_t *out, const report_instance_t *instance)
{
    static const char *const names[] = {[INSTANCE_CONNECTING] = "connecting",
                                        [INSTANCE_LIVE] = "live",
                                        [INSTANCE_SUSPECT] = "suspect",
                                        [INSTANCE_LEAVING] = "leaving"};
    for (size_t state = 0; state < sizeof names / sizeof *names; state++)
        metrics_add(out, &STATE,
                    LABELS({"service", service_name(instance->service)}, {"endpoint", instance->endpoint},
                           {"state", names[state]}),
                    state == instance->state);
}

static void write_instances(buffer_t *out, const report_t *sum)
{
    metrics_begin(out, &STATE);
    for (size_t i = 0; i < sum->instance_count; i++)
        write_state(out, &sum->instances[i]);
    for (size_t n = 0; n < INSTANCE_NUMBERS; n++) {
        metrics_begin(out, &OF_INSTANCE[n]);
        for (size_t i = 0; i < sum->instance_count; i++) {
            const report_instance_t *instance = &sum->instances[i];
            metrics_add(
                out, &OF_INSTANCE[n],
                LABELS({"service", service_name(instance->service)}, {"endpoint", instance->endpoint}),
                number_of_instance(instance, n));
        }
    }
}

static void write_limits(buffer_t *out, const report_t *sum)
{
    static const metric_t refused = {"leida_limited_total", METRIC_COUNTER,
                                     "Requests that a limit answered 429."};
    static const metric_t forgotten = {"leida_limit_forgotten_total", METRIC_COUNTER,
                                       "Buckets that others took the place of before they were full again."};
    static const char *const names[] = {[LIMIT_ADDRESS] = "address",
                                        [LIMIT_CALLER] = "caller",
                                        [LIMIT_FAILURES] = "failures",
                                        [LIMIT_STRANGERS] = "public"};
    metrics_begin(out, &refused);
    for (limit_t limit = 0; limit < LIMIT_COUNT; limit++)
        metrics_add(out, &refused, LABELS({"limit", names[limit]}), sum->guard.limits.of[limit].refused);
    metrics_begin(out, &forgotten);
    for (limit_t limit = 0; limit < LIMIT_COUNT; limit++)
        metrics_add(out, &forgotten, LABELS({"limit", names[limit]}), sum->guard.limits.of[limit].forgotten);
}

static void write_quota(buffer_t *out, const report_t *sum)
{
    static const metric_t held = {"leida_held_bytes", METRIC_GAUGE,
                                  "Bodies and answers of callers, as far as they are counted."};
    static const metric_t refused = {"leida_held_refused_total", METRIC_COUNTER,
                                     "Requests refused because too much was held."};
    metrics_write(out, &held, sum->guard.quota.held);
    metrics_begin(out, &refused);
    metrics_add(out, &refused, LABELS({"by", "caller"}), sum->guard.quota.too_many_of_one);
    metrics_add(out, &refused, LABELS({"by", "all"}), sum->guard.quota.too_many);
}

static void write_nonces(buffer_t *out, const report_t *sum)
{
    static const metric_t nonces = {"leida_nonces_total", METRIC_COUNTER,
                                    "Signed requests and logins whose nonce Redis was asked about."};
    static const char *const names[] = {
        [NONCE_NEW] = "new", [NONCE_USED] = "used", [NONCE_UNKNOWN] = "unknown"};
    metrics_begin(out, &nonces);
    for (nonce_status_t found = 0; found < NONCE_STATUSES; found++)
        metrics_add(out, &nonces, LABELS({"found", names[found]}), sum->guard.nonces.found[found]);
}

static void write_logins(buffer_t *out, const report_t *sum)
{
    static const metric_t logins = {"leida_logins_total", METRIC_COUNTER,
                                    "Browsers that tried to log in, by what became of it."};
    static const char *const names[] = {[LOGIN_DONE] = "done",
                                        [LOGIN_REFUSED] = "refused",
                                        [LOGIN_LIMITED] = "limited",
                                        [LOGIN_UNAVAILABLE] = "unavailable"};
    metrics_begin(out, &logins);
    for (login_result_t result = 0; result < LOGIN_RESULTS; result++)
        metrics_add(out, &logins, LABELS({"result", names[result]}), sum->session.logins[result]);
}

void gateway_metrics_write(buffer_t *out, const report_t *sum)
{
    write_http(out, sum);
    write_services(out, sum);
    write_instances(out, sum);
    write_limits(out, sum);
    write_quota(out, sum);
    write_nonces(out, sum);
    write_logins(out, sum);
    push_metrics_write(out, sum);
    media_metrics_write(out, sum);
    cache_metrics_write(out, "credentials", &sum->guard.credentials);
    const redis_sample_t connections[] = {{"credentials", sum->guard.credentials.data},
                                          {"subscriber", sum->guard.credentials.subscriber}};
    redis_metrics_write(out, connections, sizeof connections / sizeof *connections);
}
