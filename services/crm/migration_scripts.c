/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_scripts.h"

extern const char lua_crm_migration_begin[], lua_crm_migration_end[], lua_crm_migration_relation[],
    lua_crm_migration_notes[], lua_crm_migration_counts[], lua_crm_migration_conversation[];

const redis_script_t migration_begin = {.name = "migration_begin", .body = lua_crm_migration_begin};
const redis_script_t migration_end = {.name = "migration_end", .body = lua_crm_migration_end};
const redis_script_t migration_relation = {.name = "migration_relation", .body = lua_crm_migration_relation};
const redis_script_t migration_conversation = {.name = "migration_conversation",
                                               .body = lua_crm_migration_conversation};
const redis_script_t migration_notes = {.name = "migration_notes", .body = lua_crm_migration_notes};
const redis_script_t migration_counts = {.name = "migration_counts", .body = lua_crm_migration_counts};
