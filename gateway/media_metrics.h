/* SPDX-License-Identifier: Apache-2.0 */
/* What the gateway tells Prometheus of files that it takes and gives (docs/metrics.md). */
#ifndef LEIDA_GATEWAY_MEDIA_METRICS_H
#define LEIDA_GATEWAY_MEDIA_METRICS_H

#include "gateway/report.h"

/* Appends them, as the sum of all workers has them. */
void media_metrics_write(buffer_t *out, const report_t *sum);

#endif
