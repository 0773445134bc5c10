/* SPDX-License-Identifier: Apache-2.0 */
/* The Lua scripts of the chat store, for store.c only. What each is given and returns stands in its .lua
 * file.
 */
#ifndef LEIDA_SERVICES_CHAT_SCRIPTS_H
#define LEIDA_SERVICES_CHAT_SCRIPTS_H

#include "common/redis/redis.h"

/* What they return instead of a result, beside the numbers of common/store/once.h. */
#define SCRIPT_NO_RELATION 0
#define SCRIPT_NOT_MOVED 2 /* a cursor: it stood there or further on */
#define SCRIPT_NO_SUCH_ID (-11)

extern const redis_script_t chat_send_script, chat_take_script, chat_give_back_script, chat_mark_script,
    chat_rows_script;

#endif
