/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/scripts.h"

extern const char lua_actionlog_record[], lua_actionlog_future[], lua_actionlog_redate[],
    lua_actionlog_select[], lua_actionlog_rows[], lua_actionlog_index[], lua_actionlog_take[],
    lua_actionlog_give_back[];

const redis_script_t record_script = {.name = "actionlog_record", .body = lua_actionlog_record};
const redis_script_t future_script = {
    .name = "actionlog_future", .body = lua_actionlog_future, .reads = true};
const redis_script_t redate_script = {.name = "actionlog_redate", .body = lua_actionlog_redate};
const redis_script_t select_script = {
    .name = "actionlog_select", .body = lua_actionlog_select, .reads = true};
const redis_script_t rows_script = {.name = "actionlog_rows", .body = lua_actionlog_rows, .reads = true};
const redis_script_t index_script = {.name = "actionlog_index", .body = lua_actionlog_index};
const redis_script_t take_script = {.name = "actionlog_take", .body = lua_actionlog_take};
const redis_script_t give_back_script = {.name = "actionlog_give_back", .body = lua_actionlog_give_back};
