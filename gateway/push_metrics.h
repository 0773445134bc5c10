/* SPDX-License-Identifier: Apache-2.0 */
/* What the gateway tells Prometheus of its WebSockets (docs/metrics.md). */
#ifndef LEIDA_GATEWAY_PUSH_METRICS_H
#define LEIDA_GATEWAY_PUSH_METRICS_H

#include "gateway/report.h"

/* Appends them, as the sum of all workers has them. */
void push_metrics_write(buffer_t *out, const report_t *sum);

#endif
