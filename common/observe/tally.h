/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the calls of each method ended and how long they took: kept by the gateway's HTTP side and by a
 * service's server. Plain numbers of one thread, as in histogram.h.
 */
#ifndef LEIDA_COMMON_OBSERVE_TALLY_H
#define LEIDA_COMMON_OBSERVE_TALLY_H

#include "common/observe/metrics.h"
#include "proto/contract.h"

/* By method id; TALLY_NONE stands for what belongs to no method. A zeroed one is empty. */
enum { TALLY_NONE = 0 };
typedef struct {
    uint64_t ended[METHOD_LIMIT][STATUS_COUNT];
    histogram_t took[METHOD_LIMIT];
} tally_t;

/* `status`: any number; one that this build does not know counts as STATUS_UNAVAILABLE. */
static inline void tally_add(tally_t *self, unsigned method, unsigned status, int64_t microseconds)
{
    self->ended[method][status < STATUS_COUNT ? status : STATUS_UNAVAILABLE]++;
    histogram_add(&self->took[method], microseconds);
}

/* Adds what `more` has counted. */
void tally_merge(tally_t *self, const tally_t *more);

/* How a tally is exported. */
typedef struct {
    metric_t ended, took;
    const char *label; /* that names the method: "route" or "method" */
    bool with_http;    /* a label "status" with the HTTP status besides */
    bool (*has)(const void *context, const method_t *method); /* whether the process has it; NULL: all */
    const void *context;
} tally_form_t;

/* Appends both metrics. What is called TALLY_NONE is written as "none", once there is any. */
void tally_write(buffer_t *out, const tally_t *self, const tally_form_t *form);

#endif
