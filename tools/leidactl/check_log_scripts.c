/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of check that look at the action log. Long lists are made anew beside the old ones, by steps.
 */
#include "common/action_index.h"
#include "tools/leidactl/check_findings.h"
#include "tools/leidactl/check_scripts.h"

#define PARTS                                                                                                \
    "local function parts(row)\n"                                                                            \
    "  local action, customer = struct.unpack('>I1I7', row, 15)\n"                                           \
    "  return action, string.format('%.0f', customer)\n"                                                     \
    "end\n"

/* Makes lists of ids anew from the whole log, 400 rows a step; true when they have taken the place of the old
 * ones. `begins` at the first step. All lists of actions together have names of their own, lest the renewal
 * of one of them should get in between. What the services append meanwhile comes in with the last step. */
#define RENEW                                                                                                \
    "local function renew(log, lists, list_of, begins)\n"                                                    \
    "  local new = #lists > 1 and ':new:all' or ':new'\n"                                                    \
    "  local place = lists[1] .. new .. ':at'\n"                                                             \
    "  for _, list in ipairs(begins and lists or {}) do redis.call('UNLINK', list .. new, place) end\n"      \
    "  local from = tonumber(redis.call('GET', place) or 0)\n"                                               \
    "  local rows = redis.call('LRANGE', log, from, from + 399)\n"                                           \
    "  for i, row in ipairs(rows) do\n"                                                                      \
    "    local list = #row >= 29 and list_of(parts(row))\n"                                                  \
    "    if list then redis.call('RPUSH', list .. new, from + i) end\n"                                      \
    "  end\n"                                                                                                \
    "  redis.call('SET', place, from + #rows)\n"                                                             \
    "  if #rows == 400 then return false end\n"                                                              \
    "  redis.call('UNLINK', place, unpack(lists))\n"                                                         \
    "  for _, list in ipairs(lists) do\n"                                                                    \
    "    if redis.call('EXISTS', list .. new) == 1 then redis.call('RENAME', list .. new, list) end\n"       \
    "  end\n"                                                                                                \
    "  return true\n"                                                                                        \
    "end\n"

/* Finds an id in a list, by halving unless it stands behind the last one that was found there. */
#define STANDS                                                                                               \
    "local places = {}\n"                                                                                    \
    "local function stands(list, id)\n"                                                                      \
    "  local low, high = 0, redis.call('LLEN', list) - 1\n"                                                  \
    "  local middle = places[list] and places[list] + 1\n"                                                   \
    "  while low <= high do\n"                                                                               \
    "    middle = middle or math.floor((low + high) / 2)\n"                                                  \
    "    local at = tonumber(redis.call('LINDEX', list, middle)) or 0\n"                                     \
    "    if at == id then\n"                                                                                 \
    "      places[list] = middle\n"                                                                          \
    "      return true\n"                                                                                    \
    "    end\n"                                                                                              \
    "    if at > 0 and at < id then low = middle + 1 else high = middle - 1 end\n"                           \
    "    middle = nil\n"                                                                                     \
    "  end\n"                                                                                                \
    "end\n"

/* False while the customer's list is being made anew. */
#define MEND_CUSTOMER                                                                                        \
    "local function mend_customer(list, customer, id, begins)\n"                                             \
    "  if (tonumber(redis.call('LINDEX', list, -1) or 0) or id) < id then\n"                                 \
    "    redis.call('RPUSH', list, id)\n"                                                                    \
    "    return true\n"                                                                                      \
    "  end\n"                                                                                                \
    "  local done = renew(log, {list}, function(_, of) return of == customer and list end, begins)\n"        \
    "  if done then forget_index(log, customer) end\n"                                                       \
    "  return done\n"                                                                                        \
    "end\n"

/* Looks at a slice of a list of ids, which ascend: `fits` judges what each row is of. Calls `wrong` for the
 * first entry that has no such row, and returns; else sets where the next slice begins. */
#define LOOK_AT_IDS                                                                                          \
    "local function look_at_ids(log, list, from, fits, wrong)\n"                                             \
    "  local before = from > 0 and tonumber(redis.call('LINDEX', list, from - 1)) or 0\n"                    \
    "  local ids = redis.call('LRANGE', list, from, from + 199)\n"                                           \
    "  for i, text in ipairs(ids) do\n"                                                                      \
    "    local id = tonumber(text) or 0\n"                                                                   \
    "    if id <= before or id % 1 ~= 0 then return wrong(from + i, text) end\n"                             \
    "    before = id\n"                                                                                      \
    "  end\n"                                                                                                \
    "  local rows = rows_of(log, ids)\n"                                                                     \
    "  for i, row in ipairs(rows) do\n"                                                                      \
    "    if #row < 29 or not fits(parts(row)) then return wrong(from + i, ids[i]) end\n"                     \
    "  end\n"                                                                                                \
    "  if #ids > 0 and #rows == 0 then return wrong(from + 1, ids[1]) end\n"                                 \
    "  if #rows < #ids or #ids == 200 then found[1] = from + #rows end\n"                                    \
    "end\n"

/* Each row must be in the list of its customer, and the lists of actions must together be as long as the log.
 * What else they hold is for check_log_list_script to find. */
store_script_t check_log_script = {
    .body = FINDINGS OF_THE_FUTURE PARTS RENEW STANDS ACTION_INDEX_LUA
    "local log, from = KEYS[1], tonumber(ARGV[2])\n" MEND_CUSTOMER "local mending = from < 0\n"
    "if mending then from = -from - 1 end\n"
    "local rows = redis.call('LRANGE', log, from, from + ARGV[3] - 1)\n"
    "for i, row in ipairs(rows) do\n"
    "  local id = from + i\n"
    "  if #row < 29 then\n"
    "    broken('row ', id, ' is damaged')\n"
    "  else\n"
    "    if is_future(struct.unpack('>I6', row)) and mendable('row ', id, ' is dated in the future') then\n"
    "      redis.call('LSET', log, id - 1, struct.pack('>I6', now) .. row:sub(7))\n"
    "    end\n"
    "    local _, customer = parts(row)\n"
    "    local list = log .. ':c:' .. customer\n"
    "    if not stands(list, id) and (mending or mendable('row ', id, ' is not in ', list)) and\n"
    "       not mend_customer(list, customer, id, not mending) then\n"
    "      found[1] = -id\n"
    "      return found\n"
    "    end\n"
    "    mending = false\n"
    "  end\n"
    "end\n"
    "if #rows > 0 then found[1] = from + #rows end\n"
    "return found\n"};

store_script_t check_log_actions_script = {
    .body = FINDINGS PARTS RENEW
    "local log, begins = KEYS[1], ARGV[2] == '0'\n"
    "local lists, listed, count = {}, 0, redis.call('LLEN', log)\n"
    "for action = 1, 16 do\n"
    "  lists[action] = log .. ':a:' .. action\n"
    "  listed = listed + redis.call('LLEN', lists[action])\n"
    "end\n"
    "local wrong = begins and listed ~= count\n"
    "if (not begins or wrong and mendable('its lists of actions have ', listed, ' rows, not ', count)) and\n"
    "   not renew(log, lists, function(action) return lists[action] end, begins) then\n"
    "  found[1] = -1\n"
    "end\n"
    "return found\n"};

store_script_t check_log_list_script = {
    .body = FINDINGS PARTS RENEW ACTION_INDEX_LUA LOOK_AT_IDS
    "local list, log = unpack(KEYS)\n"
    "local from, customer, action = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])\n"
    "local function belongs(of, who) return (of == action or who == customer) and list end\n"
    "local function mend(begins)\n"
    "  if not renew(log, {list}, belongs, begins) then found[1] = -1\n"
    "  elseif customer ~= '0' then forget_index(log, customer) end\n"
    "end\n"
    "if from < 0 then\n"
    "  mend(false)\n"
    "  return found\n"
    "end\n"
    "look_at_ids(log, list, from, belongs, function(place, text)\n"
    "  if mendable('its entry ', place, ' is wrong: ', text) then mend(true) end\n"
    "end)\n"
    "return found\n"};

/* What is wrong with the index of a customer is mended by having none: the service makes it anew. */
store_script_t check_log_indexed_script = {
    .body = FINDINGS ACTION_INDEX_LUA
    "local indexed, log = unpack(KEYS)\n"
    "local cursor, entries = unpack(redis.call('HSCAN', indexed, ARGV[2], 'COUNT', 20))\n"
    "found[1] = tonumber(cursor)\n"
    "for i = 1, #entries, 2 do\n"
    "  local list, listed = log .. ':c:' .. entries[i], 0\n"
    "  for action = 1, 16 do listed = listed + redis.call('LLEN', list .. ':a:' .. action) end\n"
    "  if (listed ~= tonumber(entries[i + 1]) or listed > redis.call('LLEN', list)) and\n"
    "     mendable('the index of customer ', entries[i], ' has ', listed, ' rows, not ', entries[i + 1]) "
    "then\n"
    "    forget_index(log, entries[i])\n"
    "  end\n"
    "end\n"
    "return found\n"};

store_script_t check_log_index_script = {
    .body = FINDINGS PARTS ACTION_INDEX_LUA LOOK_AT_IDS
    "local list, log = unpack(KEYS)\n"
    "local from, customer, action = tonumber(ARGV[2]), string.match(list, ':c:(%d+):a:(%d+)$')\n"
    "if redis.call('HEXISTS', log .. ':indexed', customer) == 0 then\n"
    "  if mendable('the customer has no index') then redis.call('UNLINK', list) end\n"
    "  return found\n"
    "end\n"
    "local function fits(of, who) return of == tonumber(action) and who == customer end\n"
    "look_at_ids(log, list, from, fits, function(place, text)\n"
    "  if mendable('its entry ', place, ' is wrong: ', text) then forget_index(log, customer) end\n"
    "end)\n"
    "return found\n"};
