/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/check/scripts.h"

extern const char lua_check_relation[], lua_check_index[], lua_check_messages[], lua_check_conversations[],
    lua_check_copies[], lua_check_notes[], lua_check_log[], lua_check_log_actions[], lua_check_log_list[],
    lua_check_log_indexed[], lua_check_log_index[], lua_check_log_counts[], lua_check_log_given[],
    lua_check_phrases[], lua_check_bearers[], lua_check_borne[], lua_check_borne_counts[], lua_check_next[],
    lua_check_rebuild[], lua_check_live[], lua_check_untag[];

store_script_t check_relation_script = {.body = lua_check_relation};
store_script_t check_index_script = {.body = lua_check_index};
store_script_t check_messages_script = {.body = lua_check_messages};
store_script_t check_conversations_script = {.body = lua_check_conversations};
store_script_t check_copies_script = {.body = lua_check_copies};
store_script_t check_notes_script = {.body = lua_check_notes};
store_script_t check_phrases_script = {.body = lua_check_phrases};
store_script_t check_log_script = {.body = lua_check_log};
store_script_t check_log_actions_script = {.body = lua_check_log_actions};
store_script_t check_log_list_script = {.body = lua_check_log_list};
store_script_t check_log_indexed_script = {.body = lua_check_log_indexed};
store_script_t check_bearers_script = {.body = lua_check_bearers};
store_script_t check_borne_script = {.body = lua_check_borne};
store_script_t check_borne_counts_script = {.body = lua_check_borne_counts};
store_script_t check_next_script = {.body = lua_check_next};
store_script_t check_rebuild_script = {.body = lua_check_rebuild};
store_script_t check_live_script = {.body = lua_check_live};
store_script_t check_untag_script = {.body = lua_check_untag};
store_script_t check_log_index_script = {.body = lua_check_log_index};
store_script_t check_log_counts_script = {.body = lua_check_log_counts};
store_script_t check_log_given_script = {.body = lua_check_log_given};
