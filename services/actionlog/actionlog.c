/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/actionlog.h"

const verb_t actionlog_verbs[] = {
    {METHOD_ACTIONS, actions_run},
    {METHOD_RECORD_ACTION, record_action_run},
};
const size_t actionlog_verb_count = sizeof actionlog_verbs / sizeof *actionlog_verbs;
