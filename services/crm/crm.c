/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/crm.h"

const verb_t crm_verbs[] = {CRM_VERBS(VERB_ROW)};
const size_t crm_verb_count = sizeof crm_verbs / sizeof *crm_verbs;
