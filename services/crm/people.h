/* SPDX-License-Identifier: Apache-2.0 */
/* The profiles that the verbs show, from the cache (proto/records.h). */
#ifndef LEIDA_CRM_PEOPLE_H
#define LEIDA_CRM_PEOPLE_H

#include "common/cache.h"
#include "proto/records.h"
#include "services/crm/gather.h"

/* Each reads into a zeroed profile, texts into the arena; id stays 0 when there is no such profile. */
typedef struct {
    cache_t *cache;
    arena_t *arena;
    gather_t *gather;
} people_t;

void people_read_staff(const people_t *self, int64_t id, user_profile_t *profile);
void people_read_customer(const people_t *self, int64_t id, customer_profile_t *profile);
void people_read_tag(const people_t *self, int64_t id, tag_profile_t *profile);

/* The customer's own kind: 1 official account, 2 mini program; 1 when not known (api.md 4). */
int64_t people_origin(const customer_profile_t *profile);

#endif
