/* SPDX-License-Identifier: Apache-2.0 */
/* What redis_t says in the log, without repeating itself. */
#ifndef LEIDA_COMMON_REDIS_LOG_H
#define LEIDA_COMMON_REDIS_LOG_H

#include "base/text.h"
#include "common/redis/address.h"

enum { REDIS_REASON_SIZE = 128 };

/* Zeroed but for the address at first. */
typedef struct {
    const char *address;            /* as configured */
    int64_t refused_at;             /* ms: when a refusal was last logged */
    char failed[REDIS_REASON_SIZE]; /* the last failure that was logged since it was ready */
} redis_log_t;

/* `master`: the one that the Sentinels told; NULL when the address says it all. */
void redis_log_ready(redis_log_t *self, const redis_address_t *master);
/* A failure that stays the same is logged once. */
void redis_log_failure(redis_log_t *self, const char *event, const char *reason);
/* At most one line a second: each command of an overload may get here. `now`: loop_now. */
void redis_log_refusal(redis_log_t *self, int64_t now, text_t answer);

#endif
