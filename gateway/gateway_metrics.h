/* SPDX-License-Identifier: Apache-2.0 */
/* What the gateway tells Prometheus. */
#ifndef LEIDA_GATEWAY_GATEWAY_METRICS_H
#define LEIDA_GATEWAY_GATEWAY_METRICS_H

#include "gateway/report.h"

/* Appends the metrics of all its threads, besides those that every process has. */
void gateway_metrics_write(buffer_t *out, const report_t *sum);

#endif
