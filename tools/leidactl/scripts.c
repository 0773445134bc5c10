/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/scripts.h"

#include "common/action_index.h"
#include "common/summary.h"

/* The digits are those of common/credential.h. */
store_script_t script_credential = {
    .body = "local old = redis.call('GET', KEYS[1]) or ''\n"
            "local digit = old:sub(1, 1)\n"
            "local enabled, scheme, token = ARGV[1], ARGV[2], ARGV[3]\n"
            "if enabled == '' then enabled = (digit == '0' or digit == '3') and '0' or '1' end\n"
            "if scheme == '' then scheme = (digit == '2' or digit == '3') and 'hmac' or 'any' end\n"
            "if token == '' then token = #old > 1 and old:sub(2) or ARGV[4] end\n"
            "if scheme == 'hmac' then digit = enabled == '1' and '2' or '3' else digit = enabled end\n"
            "if old == digit .. token then return {token, 0} end\n"
            "redis.call('SET', KEYS[1], digit .. token)\n"
            "return {token, 1}\n"};

/* What is stored and cannot be read is replaced. */
store_script_t script_profile = {
    .body = "local old = redis.call('GET', KEYS[1])\n"
            "local good, fields = pcall(cmsgpack.unpack, old or '')\n"
            "if not good or type(fields) ~= 'table' then\n"
            "  redis.call('SET', KEYS[1], ARGV[1])\n"
            "  return 1\n"
            "end\n"
            "local changed = 0\n"
            "for name, value in pairs(cmsgpack.unpack(ARGV[1])) do\n"
            "  if fields[name] ~= value then fields[name], changed = value, 1 end\n"
            "end\n"
            "if changed == 1 then redis.call('SET', KEYS[1], cmsgpack.pack(fields)) end\n"
            "return changed\n"};

/* The facts first: the source is part of the member. */
store_script_t script_relation = {
    .body = "local rel = KEYS[1]\n"
            "local old = redis.call('HGET', rel, 'member')\n"
            "if not old then redis.call('HSET', rel, 'source', 1) end\n"
            "local changed = 0\n"
            "for i = 5, #ARGV, 2 do\n"
            "  local before = redis.call('HGET', rel, ARGV[i]) or ''\n"
            "  if before ~= ARGV[i + 1] then changed = 1 end\n"
            "  if ARGV[i + 1] == '' then redis.call('HDEL', rel, ARGV[i])\n"
            "  else redis.call('HSET', rel, ARGV[i], ARGV[i + 1]) end\n"
            "end\n"
            "local member = old and string.match(old, '^%x+%u%d+')\n"
            "if not old or ARGV[2] == '1' then member = ARGV[1] end\n"
            "local source = tonumber(redis.call('HGET', rel, 'source') or 0)\n"
            "if source > 0 then member = member .. string.char(96 + source) end\n"
            "redis.call('HSET', rel, 'member', member)\n"
            "if old ~= member then changed = 1 end\n"
            "if old and old ~= member then\n"
            "  for i = 2, 7 do\n"
            "    local score = redis.call('ZSCORE', KEYS[i], old)\n"
            "    if score then\n"
            "      redis.call('ZREM', KEYS[i], old)\n"
            "      redis.call('ZADD', KEYS[i], score, member)\n"
            "    end\n"
            "  end\n"
            "end\n"
            "local function place(order, ...) changed = changed + redis.call('ZADD', order, ...) end\n"
            "place(KEYS[2], 'CH', 0, member)\n"
            "place(KEYS[3], 'CH', redis.call('HGET', rel, 'expected_pr') or 0, member)\n"
            "for i = 3, 4 do\n"
            "  if ARGV[i] ~= '' then\n"
            "    place(KEYS[i + 1], 'GT', 'CH', ARGV[i], member)\n"
            "    place(KEYS[i + 3], 'CH', 0, member)\n"
            "  end\n"
            "end\n" SUMMARY_LUA("KEYS[1]", "KEYS[8]") "return changed\n"};

store_script_t script_customer_tag = {
    .body = "local company, tag = ARGV[1], ARGV[2]\n"
            "local list = redis.call('HGET', KEYS[1], company)\n"
            "local before = list\n"
            "if not list then\n"
            "  list = ARGV[3] ~= '1' and redis.call('HGET', KEYS[1], '0') or ''\n"
            "end\n"
            "if tag ~= '0' and not (',' .. list .. ','):find(',' .. tag .. ',', 1, true) then\n"
            "  list = list == '' and tag or list .. ',' .. tag\n"
            "end\n"
            "redis.call('HSET', KEYS[1], company, list)\n"
            "return list == before and 0 or 1\n"};

store_script_t script_message = {
    .body = "local member = redis.call('HGET', KEYS[1], 'member')\n"
            "if not member then return redis.error_reply('ERR no relation ' .. KEYS[1]) end\n"
            "local sent = (redis.call('HGET', KEYS[1], 'sent') or 0) + ARGV[1]\n"
            "local id = redis.call('LLEN', KEYS[2]) + 1\n"
            "redis.call('RPUSH', KEYS[2], struct.pack('>I4I4', id, sent) .. ARGV[2])\n"
            "redis.call('HSET', KEYS[1], 'sent', sent)\n"
            "redis.call('ZADD', KEYS[3], 'GT', ARGV[3], ARGV[4])\n"
            "redis.call('ZADD', KEYS[4], 'GT', ARGV[3], member)\n"
            "redis.call('ZADD', KEYS[5], 0, member)\n"
            "return id\n"};

store_script_t script_cursor = {
    .body = "local id = math.min(ARGV[1], redis.call('LLEN', KEYS[2]))\n"
            "if id <= tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or 0) then return 0 end\n"
            "local _, sent = struct.unpack('>I4I4', redis.call('LINDEX', KEYS[2], id - 1))\n"
            "redis.call('HSET', KEYS[1], ARGV[2], id, ARGV[3], sent)\n"
            "return 1\n"};

/* What both kinds of rows kept by time need: takes off the list's end, oldest first, what is later than
 * `time`. */
#define TAKE_LATER                                                                                           \
    "local function take_later(key, time)\n"                                                                 \
    "  local later, kept = {}, redis.call('LLEN', key)\n"                                                    \
    "  local done = false\n"                                                                                 \
    "  while kept > 0 and not done do\n"                                                                     \
    "    local rows = redis.call('LRANGE', key, math.max(0, kept - 500), kept - 1)\n"                        \
    "    for i = #rows, 1, -1 do\n"                                                                          \
    "      done = struct.unpack('>I6', rows[i]) <= time\n"                                                   \
    "      if done then break end\n"                                                                         \
    "      later[#later + 1] = rows[i]\n"                                                                    \
    "      kept = kept - 1\n"                                                                                \
    "    end\n"                                                                                              \
    "  end\n"                                                                                                \
    "  if #later > 0 then redis.call('LTRIM', key, 0, -#later - 1) end\n"                                    \
    "  for i = 1, #later / 2 do later[i], later[#later + 1 - i] = later[#later + 1 - i], later[i] end\n"     \
    "  return later, kept\n"                                                                                 \
    "end\n"

/* Rows that are later than the first of the batch give way: they come off the log and its lists, and go in
 * again among the batch. */
#define ACTIONS_CUT                                                                                          \
    "local log = KEYS[1]\n"                                                                                  \
    "local function parts(row)\n"                                                                            \
    "  local action, customer = struct.unpack('>I1I7', row, 15)\n"                                           \
    "  return action, string.format('%.0f', customer)\n"                                                     \
    "end\n"                                                                                                  \
    "local later, id = take_later(log, (struct.unpack('>I6', ARGV[2])))\n"                                   \
    "local cut = {}\n"                                                                                       \
    "for _, row in ipairs(later) do\n"                                                                       \
    "  local action, customer = parts(row)\n"                                                                \
    "  local of_customer, of_action = log .. ':c:' .. customer, log .. ':a:' .. action\n"                    \
    "  if not cut[of_customer] then forget_index(log, customer) end\n"                                       \
    "  cut[of_customer] = (cut[of_customer] or 0) + 1\n"                                                     \
    "  cut[of_action] = (cut[of_action] or 0) + 1\n"                                                         \
    "end\n"                                                                                                  \
    "for list, count in pairs(cut) do redis.call('LTRIM', list, 0, -count - 1) end\n"

#define ACTIONS_PUSH                                                                                         \
    "local function push(row)\n"                                                                             \
    "  local action, customer = parts(row)\n"                                                                \
    "  id = id + 1\n"                                                                                        \
    "  redis.call('RPUSH', log, row)\n"                                                                      \
    "  redis.call('RPUSH', log .. ':a:' .. action, id)\n"                                                    \
    "  index_rows(log, customer, redis.call('RPUSH', log .. ':c:' .. customer, id), 8)\n"                    \
    "end\n"

store_script_t script_actions = {.body = TAKE_LATER ACTION_INDEX_LUA ACTIONS_CUT ACTIONS_PUSH
                                 "local at, last = 1, {}\n"
                                 "for i = 2, #ARGV do\n"
                                 "  local time = struct.unpack('>I6', ARGV[i])\n"
                                 "  while later[at] and struct.unpack('>I6', later[at]) <= time do\n"
                                 "    push(later[at])\n"
                                 "    at = at + 1\n"
                                 "  end\n"
                                 "  push(ARGV[i])\n"
                                 "  last[select(2, parts(ARGV[i]))] = time\n"
                                 "end\n"
                                 "for i = at, #later do push(later[i]) end\n"
                                 "for customer, time in pairs(last) do\n"
                                 "  local member = redis.call('HGET', ARGV[1] .. customer, 'member')\n"
                                 "  redis.call('ZADD', KEYS[2], 'GT', string.format('%.0f', time), member)\n"
                                 "  redis.call('ZADD', KEYS[3], 0, member)\n"
                                 "end\n"
                                 "return id\n"};

store_script_t script_note = {
    .body = TAKE_LATER "local member = redis.call('HGET', KEYS[1], 'member')\n"
                       "if not member then return redis.error_reply('ERR no relation ' .. KEYS[1]) end\n"
                       "if ARGV[1] ~= '' then\n"
                       "  local later = take_later(KEYS[2], tonumber(ARGV[2]))\n"
                       "  redis.call('RPUSH', KEYS[2], ARGV[1])\n"
                       "  for _, row in ipairs(later) do redis.call('RPUSH', KEYS[2], row) end\n"
                       "end\n"
                       "redis.call('ZADD', KEYS[3], 'GT', ARGV[2], member)\n"
                       "return redis.call('ZADD', KEYS[4], 0, member)\n"};

store_script_t script_phrase = {
    .body = "if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then return 0 end\n"
            "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])\n"
            "return 1\n"};
