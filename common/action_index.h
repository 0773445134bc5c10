/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of the action log by a customer and an action together: `log:{u:7}:c:9:a:3` holds the ids of the
 * rows of customer 9 with action 3, as `log:{u:7}:c:9` holds all of the customer's. Only customers with more
 * than ACTION_INDEX_FROM rows have such lists; the rows of the others are looked through.
 * `log:{u:7}:indexed` tells how many entries of a customer's list the index has: it is whole when that is all
 * of them. It follows a few rows at a time, so that rows that were there before it are indexed bit by bit
 * (decision 0024).
 */
#ifndef LEIDA_COMMON_ACTION_INDEX_H
#define LEIDA_COMMON_ACTION_INDEX_H

#define ACTION_INDEX_FROM "50"
/* How many places of a long list a script may walk to: each costs Redis 7 to 17 µs in the middle of a million
 * rows. */
#define ACTION_INDEX_WALKS "50"

/*
 * Functions of a script.
 * rows_of(log, ids): the rows of ids, which ascend, from the first on as far as ACTION_INDEX_WALKS takes; ids
 * that are near each other are read together.
 * forget_index(log, customer): the customer has no index any more.
 * index_rows(log, customer, count, most): brings the customer's index on by up to `most` rows of the `count`
 * that there are; returns how many are still to come.
 */
#define ACTION_INDEX_LUA                                                                                     \
    "local function rows_of(log, ids)\n"                                                                     \
    "  local rows, from, walks = {}, 1, 0\n"                                                                 \
    "  while from <= #ids and walks < " ACTION_INDEX_WALKS " do\n"                                           \
    "    local to = from\n"                                                                                  \
    "    while to < #ids and ids[to + 1] - ids[to] <= 16 do to = to + 1 end\n"                               \
    "    local block = redis.call('LRANGE', log, ids[from] - 1, ids[to] - 1)\n"                              \
    "    for i = from, to do rows[i] = block[ids[i] - ids[from] + 1] end\n"                                  \
    "    from, walks = to + 1, walks + 1\n"                                                                  \
    "  end\n"                                                                                                \
    "  return rows\n"                                                                                        \
    "end\n"                                                                                                  \
    "local function forget_index(log, customer)\n"                                                           \
    "  for action = 1, 16 do redis.call('UNLINK', log .. ':c:' .. customer .. ':a:' .. action) end\n"        \
    "  redis.call('HDEL', log .. ':indexed', customer)\n"                                                    \
    "end\n"                                                                                                  \
    "local function index_rows(log, customer, count, most)\n"                                                \
    "  if count <= " ACTION_INDEX_FROM " then return 0 end\n"                                                \
    "  local indexed, list = log .. ':indexed', log .. ':c:' .. customer\n"                                  \
    "  local covered = tonumber(redis.call('HGET', indexed, customer) or 0)\n"                               \
    "  if covered > count then\n"                                                                            \
    "    forget_index(log, customer)\n"                                                                      \
    "    covered = 0\n"                                                                                      \
    "  end\n"                                                                                                \
    "  local ids = redis.call('LRANGE', list, covered, covered + most - 1)\n"                                \
    "  local rows = rows_of(log, ids)\n"                                                                     \
    "  for i, row in ipairs(rows) do\n"                                                                      \
    "    redis.call('RPUSH', list .. ':a:' .. string.byte(row, 15), ids[i])\n"                               \
    "  end\n"                                                                                                \
    "  redis.call('HSET', indexed, customer, covered + #rows)\n"                                             \
    "  return count - covered - #rows\n"                                                                     \
    "end\n"

#endif
