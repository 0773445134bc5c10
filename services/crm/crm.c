/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/crm.h"

const verb_t crm_verbs[] = {
    {METHOD_CONTACTS, contacts_run},
    {METHOD_CUSTOMER, customer_run},
    {METHOD_UPDATE_INFORMATION, update_information_run},
    {METHOD_UPDATE_EXPECTED_TIME, update_expected_time_run},
    {METHOD_UPDATE_EXPECTED_PR, update_expected_pr_run},
    {METHOD_UPDATE_TAGS, update_tags_run},
};
const size_t crm_verb_count = sizeof crm_verbs / sizeof *crm_verbs;
