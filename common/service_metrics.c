/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service_metrics.h"

static void write_metric(buffer_t *out, const char *name, const char *type, const char *help, uint64_t value)
{
    buffer_append_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, type, name,
                         (unsigned long long)value);
}

void service_metrics_write(buffer_t *out, const server_t *server, const cache_t *profiles)
{
    const server_counts_t calls = server_counts(server);
    const cache_counts_t cache = cache_counts(profiles);
    buffer_append_literal(out, "# HELP leida_build_info The build.\n# TYPE leida_build_info gauge\n"
                               "leida_build_info{version=\"" LEIDA_VERSION "\"} 1\n");
    write_metric(out, "leida_service_calls_total", "counter", "Calls received.", calls.calls);
    write_metric(out, "leida_service_replies_total", "counter", "Calls answered.", calls.replies);
    write_metric(out, "leida_service_refused_total", "counter", "Calls refused at the in-flight limit.",
                 calls.refused);
    write_metric(out, "leida_service_malformed_total", "counter", "Calls that could not be decoded.",
                 calls.malformed);
    write_metric(out, "leida_service_waited_total", "counter", "Calls that had to wait for Redis.",
                 calls.waited);
    write_metric(out, "leida_service_in_flight", "gauge", "Calls in progress.", calls.in_flight);
    write_metric(out, "leida_profile_cache_hits_total", "counter", "Profiles found in memory.", cache.hits);
    write_metric(out, "leida_profile_cache_misses_total", "counter", "Profiles read from Redis.",
                 cache.misses);
    write_metric(out, "leida_profile_cache_entries", "gauge", "Profiles in memory.", cache.entries);
}
