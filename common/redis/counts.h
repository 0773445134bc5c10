/* SPDX-License-Identifier: Apache-2.0 */
/* What a redis_t counts, for metrics. */
#ifndef LEIDA_COMMON_REDIS_COUNTS_H
#define LEIDA_COMMON_REDIS_COUNTS_H

#include "common/observe/histogram.h"
#include "common/redis/command.h"
#include "common/redis/redirection.h"

/* Since the start. */
typedef struct {
    uint64_t commands;    /* accepted, scripts included */
    uint64_t errors;      /* those whose status was not REDIS_OK */
    uint64_t reconnects;  /* connections made after the first */
    uint64_t unconfirmed; /* durable commands, applied, that too few replicas got in time */
    /* Commands that a node of a cluster did not do, followed or not. */
    uint64_t redirections[REDIS_REDIRECTION_KINDS];
    /* Of the answered ones: from the iteration of the loop that gave the command to that which took the
     * answer. */
    histogram_t round_trip;
    bool connected;
    size_t masters, masters_connected; /* that have slots; one server is one, a cluster not yet known none */
    const char *trouble; /* why it was not connected when it last failed to be; empty once it is */
    size_t in_flight;
    const redis_script_counts_t *scripts; /* in the order of the options; as long as the redis_t */
    size_t script_count;
} redis_counts_t;

#endif
