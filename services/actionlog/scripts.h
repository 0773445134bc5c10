/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of the store, and the numbers they return instead of a result. Only the store's files include
 * this. */
#ifndef LEIDA_ACTIONLOG_SCRIPTS_H
#define LEIDA_ACTIONLOG_SCRIPTS_H

#include "common/redis.h"

/* Beside those of common/takeover.h. */
enum {
    SCRIPT_NO_RELATION = 0,
    SCRIPT_KEY_REUSED = -1,
    SCRIPT_AHEAD = -11,      /* the log ends in the future: redate_script first */
    SCRIPT_NOT_INDEXED = -12 /* the customer's index is not whole: index_script first */
};

extern const redis_script_t record_script, redate_script, select_script, rows_script, index_script;

/* Functions of a script: the time of a row, and by halving the first of so many places, which are in order,
 * that is no longer before what is looked for; `count` when there is none. */
#define TIME_OF_LUA "local function time_of(row) return (struct.unpack('>I6', row)) end\n"
#define HALVE_LUA                                                                                            \
    "local function halve(count, is_before)\n"                                                               \
    "  local low, high = 0, count\n"                                                                         \
    "  while low < high do\n"                                                                                \
    "    local middle = math.floor((low + high) / 2)\n"                                                      \
    "    if is_before(middle) then low = middle + 1 else high = middle end\n"                                \
    "  end\n"                                                                                                \
    "  return low\n"                                                                                         \
    "end\n"

#endif
