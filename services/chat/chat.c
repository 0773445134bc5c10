/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/chat.h"

const verb_t chat_verbs[] = {CHAT_VERBS(VERB_ROW)};
const size_t chat_verb_count = sizeof chat_verbs / sizeof *chat_verbs;
