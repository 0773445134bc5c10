/* SPDX-License-Identifier: Apache-2.0 */
/* The Lua scripts of the store, for its files only. What each is given and returns stands in its .lua file.
 */
#ifndef LEIDA_SERVICES_ACTIONLOG_SCRIPTS_H
#define LEIDA_SERVICES_ACTIONLOG_SCRIPTS_H

#include "common/redis/redis.h"

/* What they return instead of a result, beside the numbers of common/store/once.h. */
#define SCRIPT_NO_RELATION 0
#define SCRIPT_AHEAD (-11)       /* the log ends in the future: future_script, redate_script first */
#define SCRIPT_NOT_INDEXED (-12) /* the customer's index is not whole: index_script first */

extern const redis_script_t record_script, future_script, redate_script, select_script, rows_script,
    index_script, take_script, give_back_script;

#endif
