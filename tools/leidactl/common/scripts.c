/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/scripts.h"

#include "common/store/catalogue.h"

extern const char lua_import_credential[], lua_import_profile[], lua_import_relation[],
    lua_import_customer_tag[], lua_import_message[], lua_import_cursor[], lua_import_actions[],
    lua_import_note[], lua_import_phrase[], lua_import_merge_begin[], lua_import_merge_actions[],
    lua_import_merge_notes[], lua_import_log_cursor[], lua_import_count[], lua_import_phrase_last[],
    lua_import_userid_remove[], lua_import_userid_put[], lua_import_open_remove[];

store_script_t script_credential = {.body = lua_import_credential};
store_script_t script_profile = {.body = lua_import_profile};
store_script_t script_userid_remove = {.body = lua_import_userid_remove};
store_script_t script_userid_put = {.body = lua_import_userid_put};
store_script_t script_open_remove = {.body = lua_import_open_remove};
store_script_t script_relation = {.body = lua_import_relation};
store_script_t script_customer_tag = {.body = lua_import_customer_tag};
store_script_t script_catalogue_put = {.body = lua_catalogue_put};
store_script_t script_catalogue_remove = {.body = lua_catalogue_remove};
store_script_t script_tags_index = {.body = lua_tags_index};
store_script_t script_next_id = {.body = lua_store_next_id};
store_script_t script_message = {.body = lua_import_message};
store_script_t script_cursor = {.body = lua_import_cursor};
store_script_t script_log_cursor = {.body = lua_import_log_cursor};
store_script_t script_count = {.body = lua_import_count};
store_script_t script_actions = {.body = lua_import_actions};
store_script_t script_note = {.body = lua_import_note};
store_script_t script_phrase = {.body = lua_import_phrase};
store_script_t script_phrase_last = {.body = lua_import_phrase_last};
store_script_t script_merge_begin = {.body = lua_import_merge_begin};
store_script_t script_merge_actions = {.body = lua_import_merge_actions};
store_script_t script_merge_notes = {.body = lua_import_merge_notes};
