/* SPDX-License-Identifier: Apache-2.0 */
/* The action log (api.md 5): what its verbs stand on, and the verbs, one file each. */
#ifndef LEIDA_ACTIONLOG_ACTIONLOG_H
#define LEIDA_ACTIONLOG_ACTIONLOG_H

#include "common/cache.h"
#include "common/server.h"
#include "services/actionlog/store.h"

typedef struct {
    store_t *store;
    cache_t *profiles;    /* of the keys customer:ID */
    int64_t (*now)(void); /* clock_now, but in tests */
    buffer_t out;         /* the answer being written */
    buffer_t log, time;   /* texts of the row being written */
} actionlog_t;

/* Redis and the cache stay the caller's. */
actionlog_t *actionlog_new(redis_t *redis, cache_t *profiles, int64_t (*now)(void));
void actionlog_destroy(actionlog_t **self_p);

extern const verb_t actionlog_verbs[];
extern const size_t actionlog_verb_count;

verb_fn actions_run, record_action_run;

#endif
