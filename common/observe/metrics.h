/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes metrics in Prometheus' text format (0.0.4). A metric is begun once, then come its samples; what a
 * process counts is written by the rooms that know it (service_metrics.c, gateway_metrics.c,
 * common/redis/metrics.c, tally.c). docs/metrics.md has every name.
 */
#ifndef LEIDA_COMMON_OBSERVE_METRICS_H
#define LEIDA_COMMON_OBSERVE_METRICS_H

#include "base/buffer.h"
#include "common/observe/histogram.h"

typedef enum { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM, METRIC_SUMMARY } metric_type_t;
typedef struct {
    const char *name;
    metric_type_t type;
    const char *help; /* one line without a backslash */
} metric_t;

/* The value may hold any bytes: it is escaped. */
typedef struct {
    const char *name, *value;
} label_t;
/* A list of labels, for one sample: LABELS({"method", name}, {"code", "200"}). */
#define LABELS(...) ((const label_t[]){__VA_ARGS__, {NULL, NULL}})
#define NO_LABELS NULL

/* Appends a metric's HELP and TYPE lines; its samples must follow. */
void metrics_begin(buffer_t *out, const metric_t *metric);
/* One sample of the metric that was begun last. */
void metrics_add(buffer_t *out, const metric_t *metric, const label_t *labels, uint64_t value);
/* The same for a duration or time in µs, written in seconds. */
void metrics_add_seconds(buffer_t *out, const metric_t *metric, const label_t *labels, uint64_t microseconds);
/* All samples of a histogram: its buckets, added up, its sum in seconds and its count. */
void metrics_add_histogram(buffer_t *out, const metric_t *metric, const label_t *labels,
                           const histogram_t *histogram);
/* How many there were and what they took together. */
void metrics_add_summary(buffer_t *out, const metric_t *metric, const label_t *labels, uint64_t count,
                         uint64_t microseconds);
/* A whole metric that has one sample and no labels. */
void metrics_write(buffer_t *out, const metric_t *metric, uint64_t value);

/* What every process exports: the build, its state, its log, processor time, memory, descriptors. */
void metrics_write_process(buffer_t *out, bool ready, bool draining);

#endif
