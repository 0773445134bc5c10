/* SPDX-License-Identifier: Apache-2.0 */
/* The CRM service (api.md 4): what its verbs stand on, and the verbs, one file each. */
#ifndef LEIDA_CRM_CRM_H
#define LEIDA_CRM_CRM_H

#include "common/cache.h"
#include "common/redis_gate.h"
#include "common/server.h"
#include "services/crm/migration.h"
#include "services/crm/store.h"

typedef struct {
    store_t *store;
    migration_t *migration; /* of the store; main.c makes it and ends it, tests have none */
    cache_t *profiles;      /* of the keys user:ID, customer:ID and tag:ID */
    int64_t (*now)(void);   /* clock_now, but in tests */
    buffer_t out;           /* the answer being written */
    redis_gate_t pages;     /* reads of many relations that are on their way */
} crm_t;

/* Redis and the cache stay the caller's. */
crm_t *crm_new(redis_t *redis, cache_t *profiles, int64_t (*now)(void));
void crm_destroy(crm_t **self_p);

extern const verb_t crm_verbs[];
extern const size_t crm_verb_count;

verb_fn contacts_run, customer_run;
verb_fn update_information_run, update_expected_time_run, update_expected_pr_run, update_tags_run;

#endif
