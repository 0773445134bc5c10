/* SPDX-License-Identifier: Apache-2.0 */
/* What a service tells Prometheus. */
#ifndef LEIDA_COMMON_PROCESS_SERVICE_METRICS_H
#define LEIDA_COMMON_PROCESS_SERVICE_METRICS_H

#include "common/redis/cache.h"
#include "common/rpc/server.h"

/* Appends the metrics in Prometheus' text format, besides those that every process has. */
void service_metrics_write(buffer_t *out, const server_t *server, const redis_t *redis,
                           const cache_t *profiles);

#endif
