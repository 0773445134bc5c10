/* SPDX-License-Identifier: Apache-2.0 */
/* What a process tells Prometheus of its connections to Redis and of its cache. */
#ifndef LEIDA_COMMON_REDIS_METRICS_H
#define LEIDA_COMMON_REDIS_METRICS_H

#include "common/observe/metrics.h"
#include "common/redis/cache.h"

typedef struct {
    const char *connection; /* its name in the label */
    redis_counts_t counts;
} redis_sample_t;

/* Appends the metrics of all connections of the process. */
void redis_metrics_write(buffer_t *out, const redis_sample_t *samples, size_t count);
/* Appends those of the cache that is called so. */
void cache_metrics_write(buffer_t *out, const char *name, const cache_counts_t *counts);

#endif
