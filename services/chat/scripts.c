/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/scripts.h"

extern const char lua_chat_send[], lua_chat_take[], lua_chat_give_back[], lua_chat_mark[], lua_chat_rows[];

const redis_script_t chat_send_script = {.name = "chat_send", .body = lua_chat_send};
const redis_script_t chat_take_script = {.name = "chat_take", .body = lua_chat_take};
const redis_script_t chat_give_back_script = {.name = "chat_give_back", .body = lua_chat_give_back};
const redis_script_t chat_mark_script = {.name = "chat_mark", .body = lua_chat_mark};
const redis_script_t chat_rows_script = {.name = "chat_rows", .body = lua_chat_rows, .reads = true};
