/* SPDX-License-Identifier: Apache-2.0 */
/* Times that were measured, each of them kept: percentiles are exact. */
#ifndef LEIDA_BENCH_LATENCIES_H
#define LEIDA_BENCH_LATENCIES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t *values; /* ns */
    size_t count, room;
} latencies_t;

void latencies_add(latencies_t *self, int64_t ns);
/* Writes `"NAME":{"count":N,"p50":US,"p99":US}` on stdout, and forgets all. 0 where there is none. */
void latencies_report(latencies_t *self, const char *name);

#endif
