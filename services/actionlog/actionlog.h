/* SPDX-License-Identifier: Apache-2.0 */
/* The action log (api.md 5): its verbs, one file each. */
#ifndef LEIDA_ACTIONLOG_ACTIONLOG_H
#define LEIDA_ACTIONLOG_ACTIONLOG_H

#include "services/actionlog/store.h"

extern const verb_t actionlog_verbs[];
extern const size_t actionlog_verb_count;

verb_fn actions_run, record_action_run;

#endif
