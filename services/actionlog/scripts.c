/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/scripts.h"

extern const char lua_actionlog_record[], lua_actionlog_redate[], lua_actionlog_select[],
    lua_actionlog_rows[], lua_actionlog_index[];

const redis_script_t record_script = {.name = "actionlog_record", .body = lua_actionlog_record};
const redis_script_t redate_script = {.name = "actionlog_redate", .body = lua_actionlog_redate};
const redis_script_t select_script = {
    .name = "actionlog_select", .body = lua_actionlog_select, .reads = true};
const redis_script_t rows_script = {.name = "actionlog_rows", .body = lua_actionlog_rows, .reads = true};
const redis_script_t index_script = {.name = "actionlog_index", .body = lua_actionlog_index};
