/* SPDX-License-Identifier: Apache-2.0 */
/* The CRM service (api.md 4): its verbs, one file each. */
#ifndef LEIDA_SERVICES_CRM_CRM_H
#define LEIDA_SERVICES_CRM_CRM_H

#include "services/crm/store.h"

#define CRM_VERBS(VERB)                                                                                      \
    VERB(METHOD_CONTACTS, contacts_run)                                                                      \
    VERB(METHOD_CUSTOMER, customer_run)                                                                      \
    VERB(METHOD_UPDATE_INFORMATION, update_information_run)                                                  \
    VERB(METHOD_UPDATE_EXPECTED_TIME, update_expected_time_run)                                              \
    VERB(METHOD_UPDATE_EXPECTED_PR, update_expected_pr_run)                                                  \
    VERB(METHOD_UPDATE_TAGS, update_tags_run)

CRM_VERBS(VERB_DECLARATION)

extern const verb_t crm_verbs[];
extern const size_t crm_verb_count;

#endif
