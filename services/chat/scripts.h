/* SPDX-License-Identifier: Apache-2.0 */
/* The Lua scripts of the chat store, for store.c only. What each is given and returns stands at its body. */
#ifndef LEIDA_CHAT_SCRIPTS_H
#define LEIDA_CHAT_SCRIPTS_H

#include "common/redis.h"

enum {
    SCRIPT_NO_RELATION = 0,
    SCRIPT_REFUSED = -1 /* send: key reused; mark: no such id */
    /* and those of common/takeover.h */
};

extern const redis_script_t chat_send_script, chat_take_script, chat_give_back_script, chat_mark_script,
    chat_rows_script;

#endif
