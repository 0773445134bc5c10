/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/crm.h"

#include <stdlib.h>

/* Of a MiB at most: what Redis may have to hold for a service (decision 0025). */
enum { PAGES_AT_ONCE = 64 };

const verb_t crm_verbs[] = {
    {METHOD_CONTACTS, contacts_run},
    {METHOD_CUSTOMER, customer_run},
    {METHOD_UPDATE_INFORMATION, update_information_run},
    {METHOD_UPDATE_EXPECTED_TIME, update_expected_time_run},
    {METHOD_UPDATE_EXPECTED_PR, update_expected_pr_run},
    {METHOD_UPDATE_TAGS, update_tags_run},
};
const size_t crm_verb_count = sizeof crm_verbs / sizeof *crm_verbs;

crm_t *crm_new(redis_t *redis, cache_t *profiles, int64_t (*now)(void))
{
    crm_t *self = memory_new_zeroed(sizeof *self);
    self->store = store_new(redis);
    self->profiles = profiles;
    self->now = now;
    self->pages.limit = PAGES_AT_ONCE;
    return self;
}

void crm_destroy(crm_t **self_p)
{
    crm_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    store_destroy(&self->store);
    buffer_free(&self->out);
    free(self);
}
