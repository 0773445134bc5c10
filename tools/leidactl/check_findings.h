/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that the scripts of check share, for their files only. */
#ifndef LEIDA_TOOLS_LEIDACTL_CHECK_FINDINGS_H
#define LEIDA_TOOLS_LEIDACTL_CHECK_FINDINGS_H

#include "common/relation_check.h"
#include "common/row_time.h"

/* Times of the future (common/row_time.h) by Redis' clock; what has one has happened by `now`. */
#define OF_THE_FUTURE                                                                                        \
    "local now = redis.call('TIME')[1] * 1000\n"                                                             \
    "local function is_future(time) return tonumber(time) > now + " ROW_TIME_AHEAD_LUA " end\n"

#endif
