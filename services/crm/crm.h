/* SPDX-License-Identifier: Apache-2.0 */
/* The CRM service (api.md 4): its verbs, one file each. */
#ifndef LEIDA_CRM_CRM_H
#define LEIDA_CRM_CRM_H

#include "services/crm/store.h"

extern const verb_t crm_verbs[];
extern const size_t crm_verb_count;

verb_fn contacts_run, customer_run;
verb_fn update_information_run, update_expected_time_run, update_expected_pr_run, update_tags_run;

#endif
