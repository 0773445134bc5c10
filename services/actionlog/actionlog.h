/* SPDX-License-Identifier: Apache-2.0 */
/* The action log (api.md 5): its verbs, one file each. */
#ifndef LEIDA_SERVICES_ACTIONLOG_ACTIONLOG_H
#define LEIDA_SERVICES_ACTIONLOG_ACTIONLOG_H

#include "services/actionlog/store.h"

#define ACTIONLOG_VERBS(VERB)                                                                                \
    VERB(METHOD_ACTIONS, actions_run)                                                                        \
    VERB(METHOD_RECORD_ACTION, record_action_run)

ACTIONLOG_VERBS(VERB_DECLARATION)

extern const verb_t actionlog_verbs[];
extern const size_t actionlog_verb_count;

#endif
