/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_scripts.h"

extern const char lua_crm_migration_take[], lua_crm_migration_hold[], lua_crm_migration_release[],
    lua_crm_migration_end[], lua_crm_migration_relation[], lua_crm_migration_conversation[],
    lua_crm_migration_notes[], lua_crm_migration_counts[], lua_crm_migration_bound[],
    lua_crm_migration_catalogue[], lua_crm_migration_index[];

const redis_script_t migration_take = {.name = "migration_take", .body = lua_crm_migration_take};
const redis_script_t migration_hold = {.name = "migration_hold", .body = lua_crm_migration_hold};
const redis_script_t migration_release = {.name = "migration_release", .body = lua_crm_migration_release};
const redis_script_t migration_end = {.name = "migration_end", .body = lua_crm_migration_end};
const redis_script_t migration_relation = {.name = "migration_relation", .body = lua_crm_migration_relation};
const redis_script_t migration_conversation = {.name = "migration_conversation",
                                               .body = lua_crm_migration_conversation};
const redis_script_t migration_notes = {.name = "migration_notes", .body = lua_crm_migration_notes};
const redis_script_t migration_counts = {.name = "migration_counts", .body = lua_crm_migration_counts};
const redis_script_t migration_bound = {.name = "migration_bound", .body = lua_crm_migration_bound};
const redis_script_t migration_catalogue = {.name = "migration_catalogue",
                                            .body = lua_crm_migration_catalogue};
const redis_script_t migration_index = {.name = "migration_index", .body = lua_crm_migration_index};
