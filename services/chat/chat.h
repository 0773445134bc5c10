/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chat service: its verbs, one file each. Both sides call the same verbs; the caller's kind tells which
 * side it is (api.md 2 and 3).
 */
#ifndef LEIDA_CHAT_CHAT_H
#define LEIDA_CHAT_CHAT_H

#include "services/chat/store.h"

extern const verb_t chat_verbs[];
extern const size_t chat_verb_count;

verb_fn send_run, getmsg_run, ack_run, history_run, unread_run;

#endif
