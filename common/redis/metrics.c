/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/metrics.h"

static const metric_t ROUND_TRIP = {"leida_redis_round_trip_seconds", METRIC_HISTOGRAM,
                                    "From the iteration that gave a command to that which took its answer."},
                      SCRIPT = {"leida_redis_script_duration_seconds", METRIC_SUMMARY,
                                "The round trips of each script."};

enum {
    CONNECTED,
    MASTERS,
    MASTERS_CONNECTED,
    COMMANDS,
    ERRORS,
    RECONNECTS,
    UNCONFIRMED,
    IN_FLIGHT,
    NUMBER_COUNT
};

static const metric_t NUMBERS[NUMBER_COUNT] = {
    [CONNECTED] = {"leida_redis_connected", METRIC_GAUGE, "Whether the connection is there and ready."},
    [MASTERS] = {"leida_redis_masters", METRIC_GAUGE,
                 "Masters that have slots of the cluster; 1 for one Redis."},
    [MASTERS_CONNECTED] = {"leida_redis_masters_connected", METRIC_GAUGE,
                           "Those of them that are connected and ready."},
    [COMMANDS] = {"leida_redis_commands_total", METRIC_COUNTER, "Commands sent, scripts included."},
    [ERRORS] = {"leida_redis_errors_total", METRIC_COUNTER,
                "Commands that Redis refused or whose connection was lost."},
    [RECONNECTS] = {"leida_redis_reconnects_total", METRIC_COUNTER, "Connections made after the first."},
    [UNCONFIRMED] = {"leida_redis_unconfirmed_total", METRIC_COUNTER,
                     "Writes that too few replicas got in time."},
    [IN_FLIGHT] = {"leida_redis_in_flight", METRIC_GAUGE, "Commands that wait for an answer."}};

static const metric_t REDIRECTIONS = {
    "leida_redis_redirections_total", METRIC_COUNTER,
    "Commands that a node of the cluster did not do, because of where their slot is."};
static const char *const REDIRECTION_KINDS[REDIS_REDIRECTION_KINDS] = {
    [REDIS_REDIRECTED_MOVED] = "moved",
    [REDIS_REDIRECTED_ASK] = "ask",
    [REDIS_REDIRECTED_LATER] = "tryagain",
    [REDIS_REDIRECTED_DOWN] = "clusterdown"}; /* one that leads nowhere is an error and nothing else */

static uint64_t number_of(const redis_counts_t *counts, size_t which)
{
    const uint64_t numbers[NUMBER_COUNT] = {[CONNECTED] = counts->connected,
                                            [MASTERS] = counts->masters,
                                            [MASTERS_CONNECTED] = counts->masters_connected,
                                            [COMMANDS] = counts->commands,
                                            [ERRORS] = counts->errors,
                                            [RECONNECTS] = counts->reconnects,
                                            [UNCONFIRMED] = counts->unconfirmed,
                                            [IN_FLIGHT] = counts->in_flight};
    return numbers[which];
}

static void write_redirections(buffer_t *out, const redis_sample_t *samples, size_t count)
{
    metrics_begin(out, &REDIRECTIONS);
    for (size_t i = 0; i < count; i++)
        for (size_t kind = 0; kind < REDIS_REDIRECTION_KINDS; kind++)
            if (REDIRECTION_KINDS[kind])
                metrics_add(out, &REDIRECTIONS,
                            LABELS({"connection", samples[i].connection}, {"kind", REDIRECTION_KINDS[kind]}),
                            samples[i].counts.redirections[kind]);
}

static void write_scripts(buffer_t *out, const redis_counts_t *counts)
{
    for (size_t i = 0; i < counts->script_count; i++) {
        const redis_script_counts_t *script = &counts->scripts[i];
        metrics_add_summary(out, &SCRIPT, LABELS({"script", script->script->name}), script->calls,
                            script->time);
    }
}

void redis_metrics_write(buffer_t *out, const redis_sample_t *samples, size_t count)
{
    for (size_t n = 0; n < NUMBER_COUNT; n++) {
        metrics_begin(out, &NUMBERS[n]);
        for (size_t i = 0; i < count; i++)
            metrics_add(out, &NUMBERS[n], LABELS({"connection", samples[i].connection}),
                        number_of(&samples[i].counts, n));
    }
    write_redirections(out, samples, count);
    metrics_begin(out, &ROUND_TRIP);
    size_t scripts = 0;
    for (size_t i = 0; i < count; i++) {
        metrics_add_histogram(out, &ROUND_TRIP, LABELS({"connection", samples[i].connection}),
                              &samples[i].counts.round_trip);
        scripts += samples[i].counts.script_count;
    }
    if (scripts > 0)
        metrics_begin(out, &SCRIPT);
    for (size_t i = 0; i < count; i++)
        write_scripts(out, &samples[i].counts);
}

void cache_metrics_write(buffer_t *out, const char *name, const cache_counts_t *counts)
{
    const struct {
        metric_t metric;
        uint64_t value;
    } numbers[] = {
        {{"leida_cache_hits_total", METRIC_COUNTER, "Questions answered from memory."}, counts->hits},
        {{"leida_cache_misses_total", METRIC_COUNTER, "Questions that went to Redis."}, counts->misses},
        {{"leida_cache_invalidations_total", METRIC_COUNTER, "Keys that Redis said had changed."},
         counts->invalidations},
        {{"leida_cache_evictions_total", METRIC_COUNTER, "Entries that made room at the limit."},
         counts->evictions},
        {{"leida_cache_drops_total", METRIC_COUNTER,
          "Times that all was forgotten, the connection that tells of changes being lost."},
         counts->drops},
        {{"leida_cache_entries", METRIC_GAUGE, "Entries in memory."}, counts->entries},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        metrics_begin(out, &numbers[i].metric);
        metrics_add(out, &numbers[i].metric, LABELS({"cache", name}), numbers[i].value);
    }
}
