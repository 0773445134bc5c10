/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What redis_t says in the log, without repeating itself. A process has several connections to each server:
 * that it is ready, or fails for some reason, is one line for all of them, until it changes.
 */
#ifndef LEIDA_COMMON_REDIS_LOG_H
#define LEIDA_COMMON_REDIS_LOG_H

#include "base/text.h"
#include "common/redis/address.h"

enum { REDIS_REASON_SIZE = 128 };

/* Zeroed but for the first two. */
typedef struct {
    const char *address;            /* as configured */
    bool quiet;                     /* redis_options_t */
    int64_t refused_at;             /* ms: when a refusal was last logged */
    char failed[REDIS_REASON_SIZE]; /* the last failure since it was ready */
} redis_log_t;

/* `master`: the one that the Sentinels told; NULL when the address says it all. `expected`: that it is ready
 * is worth a line only where it has failed before. */
void redis_log_ready(redis_log_t *self, const redis_address_t *master, bool expected);

/* What a process knows of a cluster. */
typedef struct {
    size_t masters, connected, replicas;
} redis_log_cluster_t;
/* The same of a whole cluster. */
void redis_log_cluster_ready(redis_log_t *self, const redis_log_cluster_t *cluster);

/* A failure that stays the same is logged once. */
void redis_log_failure(redis_log_t *self, const char *event, const char *reason);
/* At most one line a second: each command of an overload may get here. `now`: loop_now. */
void redis_log_refusal(redis_log_t *self, int64_t now, text_t answer);

#endif
