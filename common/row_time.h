/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The times of rows (messages, actions, notes) and of relations in the time orders. Each is dated by the
 * clock of the service that writes it. Clocks of hosts differ a little, and one may jump: a time counts as of
 * the future when it is later than the clock of whoever looks and than Redis' clock, both by more than
 * ROW_TIME_AHEAD_LUA. What is of the future gives way to what is written now (decision 0023).
 */
#ifndef LEIDA_COMMON_ROW_TIME_H
#define LEIDA_COMMON_ROW_TIME_H

#define ROW_TIME_AHEAD_LUA "1000" /* ms */

/*
 * Functions of a script; times in ms, as numbers or decimal text.
 * ahead(time, now): whether the time is of the future. It asks for Redis' clock only when `now` does not do.
 * move(order, aged, member, now): moves a relation forward in a time order, and back where it stands in the
 * future; one without the time goes into `aged` as well (common/keys.h).
 */
#define ROW_TIME_LUA                                                                                         \
    "local function ahead(time, now)\n"                                                                      \
    "  if tonumber(time) <= now + " ROW_TIME_AHEAD_LUA " then return false end\n"                            \
    "  return tonumber(time) > redis.call('TIME')[1] * 1000 + " ROW_TIME_AHEAD_LUA "\n"                      \
    "end\n"                                                                                                  \
    "local function move(order, aged, member, now)\n"                                                        \
    "  local at = redis.call('ZSCORE', order, member)\n"                                                     \
    "  if not at or tonumber(at) < tonumber(now) or ahead(at, now) then\n"                                   \
    "    redis.call('ZADD', order, now, member)\n"                                                           \
    "  end\n"                                                                                                \
    "  if not at then redis.call('ZADD', aged, 0, member) end\n"                                             \
    "end\n"

#endif
