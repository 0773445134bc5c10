/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/actionlog.h"

const verb_t actionlog_verbs[] = {ACTIONLOG_VERBS(VERB_ROW)};
const size_t actionlog_verb_count = sizeof actionlog_verbs / sizeof *actionlog_verbs;
