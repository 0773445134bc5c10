/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts that read pages of the log, and the index that they go through. */
#include "common/action_index.h"
#include "services/actionlog/scripts.h"

/* Chooses the list to page through: the rows themselves, or an index (ids of rows). Of a customer with few
 * rows and an action all rows are looked at. */
#define SELECT_LIST                                                                                          \
    "local log, of_customer, of_action, rel = unpack(KEYS)\n"                                                \
    "local customer, action, from, to, skip, length = unpack(ARGV)\n"                                        \
    "skip, length = tonumber(skip), tonumber(length)\n"                                                      \
    "if customer ~= '0' and redis.call('HEXISTS', rel, 'member') == 0 then return 0 end\n"                   \
    "local list = customer ~= '0' and of_customer or action ~= '0' and of_action or log\n"                   \
    "local count = redis.call('LLEN', list)\n"                                                               \
    "local both = customer ~= '0' and action ~= '0'\n"                                                       \
    "local few = both and count <= " ACTION_INDEX_FROM "\n"                                                  \
    "if both and not few then\n"                                                                             \
    "  if tonumber(redis.call('HGET', log .. ':indexed', customer) or 0) ~= count then return -12 end\n"     \
    "  list = of_customer .. ':a:' .. action\n"                                                              \
    "  count = redis.call('LLEN', list)\n"                                                                   \
    "end\n"

/* Finds where the days begin and end (exclusive): the log is in the order of time, its indexes in that of
 * ids. */
#define SELECT_DAYS                                                                                          \
    "local function place_of(time)\n"                                                                        \
    "  time = tonumber(time)\n"                                                                              \
    "  local before = halve(redis.call('LLEN', log), function(place)\n"                                      \
    "    return time_of(redis.call('LINDEX', log, place)) < time\n"                                          \
    "  end)\n"                                                                                               \
    "  if list == log then return before end\n"                                                              \
    "  return halve(count, function(place) return tonumber(redis.call('LINDEX', list, place)) <= before "    \
    "end)\n"                                                                                                 \
    "end\n"                                                                                                  \
    "local first = from ~= '' and place_of(from) or 0\n"                                                     \
    "local last = to ~= '' and place_of(to) or count\n"

#define SELECT_FEW                                                                                           \
    "local page = {}\n"                                                                                      \
    "if few then\n"                                                                                          \
    "  local wanted, fitting = struct.pack('>I1I7', action, customer), {}\n"                                 \
    "  local ids = first < last and redis.call('LRANGE', list, first, last - 1) or {}\n"                     \
    "  for _, row in ipairs(rows_of(log, ids)) do\n"                                                         \
    "    if string.sub(row, 15, 22) == wanted then fitting[#fitting + 1] = row end\n"                        \
    "  end\n"                                                                                                \
    "  local stop = #fitting - skip\n"                                                                       \
    "  for i = math.max(1, stop - length + 1), stop do page[#page + 1] = fitting[i] end\n"                   \
    "  return {#fitting, page, {}}\n"                                                                        \
    "end\n"

#define SELECT_PAGE                                                                                          \
    "local stop = last - skip\n"                                                                             \
    "local start = math.max(first, stop - length)\n"                                                         \
    "if start < stop then page = redis.call('LRANGE', list, start, stop - 1) end\n"                          \
    "local rest = {}\n"                                                                                      \
    "if list ~= log then page, rest = rows_of(log, page), page end\n"                                        \
    "return {math.max(0, last - first), page, {unpack(rest, #page + 1)}}\n"

/* Returns {total, rows of the page, oldest first, ids of those that rows_script is to bring}, or a number of
 * scripts.h. */
const redis_script_t select_script = {
    .name = "actionlog_select",
    .body = TIME_OF_LUA HALVE_LUA ACTION_INDEX_LUA SELECT_LIST SELECT_DAYS SELECT_FEW SELECT_PAGE,
    .reads = true};

/* Returns the rows of these ids, as far as one run goes. */
const redis_script_t rows_script = {
    .name = "actionlog_rows", .body = ACTION_INDEX_LUA "return rows_of(KEYS[1], ARGV)\n", .reads = true};

/* Brings the index of a customer on by up to 400 rows; returns how many are still to come. */
const redis_script_t index_script = {
    .name = "actionlog_index",
    .body = ACTION_INDEX_LUA "local log, of_customer = unpack(KEYS)\n"
                             "return index_rows(log, ARGV[1], redis.call('LLEN', of_customer), 400)\n"};
