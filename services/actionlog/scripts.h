/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of the store, and the numbers they return instead of a result. Only the store's files include
 * this. */
#ifndef LEIDA_ACTIONLOG_SCRIPTS_H
#define LEIDA_ACTIONLOG_SCRIPTS_H

#include "common/redis.h"

/* Beside those of common/takeover.h. */
enum { SCRIPT_NO_RELATION = 0, SCRIPT_KEY_REUSED = -1 };

extern const redis_script_t record_script, select_script;

#endif
