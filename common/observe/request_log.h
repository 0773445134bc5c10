/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which requests get a line in the log: those that failed, those that were slow, a sample of the others, and
 * all at level debug. Lines about failed and slow ones are bounded, so that an overload does not write itself
 * down; how many were left out is told. Kept by the gateway's HTTP side and by a service's server, one a
 * loop.
 */
#ifndef LEIDA_COMMON_OBSERVE_REQUEST_LOG_H
#define LEIDA_COMMON_OBSERVE_REQUEST_LOG_H

#include "common/observe/log.h"
#include "proto/status.h"

typedef struct {
    int64_t slow;   /* ms from which on a request is slow; 0: none is */
    int64_t access; /* one in so many of the others is written; 0: none */
} request_log_options_t;

/* A zeroed one writes failures alone. */
typedef struct {
    request_log_options_t options;
    int64_t passed; /* requests since the last sample */
    int64_t second; /* loop_clock_us at which the count of lines began */
    unsigned lines; /* about failed and slow requests since then */
    uint64_t left_out;
} request_log_t;

enum { REQUEST_LOG_LINES_MAX = 10 /* about failed and slow requests, a second */ };

typedef enum {
    REQUEST_LOG_SILENT,
    REQUEST_LOG_DEBUG,
    REQUEST_LOG_ACCESS,
    REQUEST_LOG_SLOW,
    REQUEST_LOG_FAILED
} request_log_kind_t;

/* What is to be written of a request that ended at `now` (loop_clock_us) after `took` microseconds. Its HTTP
 * status tells whether it failed: 5xx. Writes itself how many lines were left out in the second before. */
request_log_kind_t request_log_judge(request_log_t *self, status_t status, int64_t took, int64_t now);

/* The level of the line; not of REQUEST_LOG_SILENT. */
log_level_t request_log_level(request_log_kind_t kind);

#endif
