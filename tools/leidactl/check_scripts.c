/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/check_scripts.h"

#include "common/summary.h"

/* `mendable` is true if what it tells of is to be mended. */
#define FINDINGS                                                                                             \
    "local found = {0}\n"                                                                                    \
    "local function mendable(...)\n"                                                                         \
    "  found[#found + 1] = '+' .. table.concat({...})\n"                                                     \
    "  return ARGV[1] == '1'\n"                                                                              \
    "end\n"                                                                                                  \
    "local function broken(...) found[#found + 1] = '-' .. table.concat({...}) end\n"

/* A relation's member is made of what its hash says: the age and the id of the member itself, and the source.
 */
#define RIGHT_MEMBER                                                                                         \
    "local function right_member(relation)\n"                                                                \
    "  local member, source = unpack(redis.call('HMGET', relation, '" REL_MEMBER "', '" REL_SOURCE "'))\n"   \
    "  if not member then return end\n"                                                                      \
    "  local stem, id = string.match(member, '^(%x%x%x%x%x%x%x%x%u(%d+))%l?$')\n"                            \
    "  if not stem or id ~= string.match(relation, '%d+$') then return nil, member end\n"                    \
    "  source = tonumber(source or 0)\n"                                                                     \
    "  return source > 0 and stem .. string.char(96 + source) or stem, member\n"                             \
    "end\n"

store_script_t check_relation_script = {
    .body = FINDINGS RIGHT_MEMBER
    "local rel, created, pr, follow, activity, follow_aged, activity_aged, summaries, msgs = unpack(KEYS)\n"
    "local member, own = right_member(rel)\n"
    "if not member then\n"
    "  broken(own and 'its member ' .. own .. ' is damaged' or 'it has no member')\n"
    "  return found\n"
    "end\n"
    "local stands = own\n" /* the member that it has in the orders */
    "if own ~= member and mendable('its member is ', own, ', not ', member) then\n"
    "  redis.call('HSET', rel, '" REL_MEMBER "', member)\n"
    "  for i = 2, 7 do\n"
    "    local score = redis.call('ZSCORE', KEYS[i], own)\n"
    "    if score then redis.call('ZADD', KEYS[i], score, member) end\n"
    "    redis.call('ZREM', KEYS[i], own)\n"
    "  end\n"
    "  stands = member\n"
    "end\n"
    "local function place(order, name, score)\n"
    "  local at = redis.call('ZSCORE', order, stands)\n"
    "  if not score then\n"
    "    if at and mendable('it is in the order ', name, ' without a time') then\n"
    "      redis.call('ZREM', order, stands)\n"
    "    end\n"
    "  elseif tonumber(at) ~= score and mendable('it is at ', at or 'no place', ' of the order ', name, ', "
    "not ',\n"
    "                                            score) then\n"
    "    redis.call('ZADD', order, score, stands)\n"
    "  end\n"
    "end\n"
    "local sent, read_u, read_c, expected = unpack(redis.call('HMGET', rel, '" REL_SENT "', '" REL_READ_USER
    "', '" REL_READ_CUSTOMER "', '" REL_EXPECTED_PR "'))\n"
    "place(created, 'created', 0)\n"
    "place(pr, 'expected_pr', tonumber(expected or 0))\n"
    "place(follow_aged, 'follow:aged', redis.call('ZSCORE', follow, stands) and 0)\n"
    "place(activity_aged, 'activity:aged', redis.call('ZSCORE', activity, stands) and 0)\n" SUMMARY_VALUE_LUA(
        "rel") "if (redis.call('HGET', summaries, ARGV[2]) or nil) ~= summary and mendable('its summary is "
               "out of date') then\n"
               "  if summary then redis.call('HSET', summaries, ARGV[2], summary)\n"
               "  else redis.call('HDEL', summaries, ARGV[2]) end\n"
               "end\n"
               "if redis.call('EXISTS', msgs) == 0 and math.max(sent or 0, read_u or 0, read_c or 0) > 0 "
               "then\n"
               "  broken('its messages are gone')\n"
               "end\n"
               "return found\n"};

/* A time that stands under an old member goes over to the relation's own. */
store_script_t check_order_script = {
    .body = FINDINGS RIGHT_MEMBER
    "local order = KEYS[1]\n"
    "local timed = string.match(order, ':follow$') or string.match(order, ':activity$')\n"
    "local cursor, entries = unpack(redis.call('ZSCAN', order, ARGV[2], 'COUNT', 500))\n"
    "found[1] = tonumber(cursor)\n"
    "for i = 1, #entries, 2 do\n"
    "  local member, score = entries[i], entries[i + 1]\n"
    "  local id = string.match(member, '^%x%x%x%x%x%x%x%x%u(%d+)%l?$')\n"
    "  local right, own = nil, nil\n"
    "  if id then right, own = right_member(ARGV[3] .. id) end\n"
    "  if member ~= own and mendable('no relation has its entry ', member) then\n"
    "    redis.call('ZREM', order, member)\n"
    "    if right and not redis.call('ZSCORE', order, own) and not redis.call('ZSCORE', order, right) then\n"
    "      redis.call('ZADD', order, score, right)\n"
    "      if timed then redis.call('ZADD', order .. ':aged', 0, right) end\n"
    "    end\n"
    "  end\n"
    "end\n"
    "return found\n"};

/* The place of a row, its id and how many are from the staff user, follows from the rows before it. */
store_script_t check_messages_script = {
    .body = FINDINGS
    "local rel, msgs, chats = unpack(KEYS)\n"
    "local from, count = tonumber(ARGV[2]), redis.call('LLEN', msgs)\n"
    "if redis.call('EXISTS', rel) == 0 then\n"
    "  broken('there is no relation for it')\n"
    "  return found\n"
    "end\n"
    "local function sent_at(id)\n"
    "  local row = id > 0 and redis.call('LINDEX', msgs, id - 1)\n"
    "  if not row or #row < 8 then return 0 end\n"
    "  return (select(2, struct.unpack('>I4I4', row)))\n"
    "end\n"
    "local sent = sent_at(from)\n"
    "for i, row in ipairs(redis.call('LRANGE', msgs, from, from + 499)) do\n"
    "  local id = from + i\n"
    "  if #row < 23 then\n"
    "    broken('row ', id, ' is damaged')\n"
    "  else\n"
    "    sent = sent + row:byte(23) % 2\n"
    "    local place = struct.pack('>I4I4', id, sent)\n"
    "    if row:sub(1, 8) ~= place and mendable('row ', id, ' does not know its place') then\n"
    "      redis.call('LSET', msgs, id - 1, place .. row:sub(9))\n"
    "    end\n"
    "  end\n"
    "end\n"
    "if from + 500 < count then\n"
    "  found[1] = from + 500\n"
    "  return found\n"
    "end\n"
    "local function set(field, right)\n"
    "  local value = tonumber(redis.call('HGET', rel, field) or 0)\n"
    "  if value ~= right and mendable('the relation\\'s ', field, ' is ', value, ', not ', right) then\n"
    "    redis.call('HSET', rel, field, right)\n"
    "  end\n"
    "end\n"
    "set('" REL_SENT "', sent)\n"
    "for read, seen in pairs({" REL_READ_USER " = '" REL_SEEN_USER "', " REL_READ_CUSTOMER
    " = '" REL_SEEN_CUSTOMER "'}) do\n"
    "  local cursor = tonumber(redis.call('HGET', rel, read) or 0)\n"
    "  set(read, math.min(cursor, count))\n"
    "  set(seen, sent_at(math.min(cursor, count)))\n"
    "end\n"
    "if not redis.call('ZSCORE', chats, ARGV[3]) and mendable('it is not among the conversations') then\n"
    "  local time = struct.unpack('>I6', redis.call('LINDEX', msgs, -1), 9)\n"
    "  redis.call('ZADD', chats, string.format('%.0f', time), ARGV[3])\n"
    "end\n"
    "return found\n"};

/* Of entries that stand for a key, `what` says how they are taken out. */
#define ENTRIES_OF_KEYS(scan, remove)                                                                        \
    FINDINGS                                                                                                 \
    "local cursor, entries = unpack(redis.call('" scan "', KEYS[1], ARGV[2], 'COUNT', 500))\n"               \
    "found[1] = tonumber(cursor)\n"                                                                          \
    "for i = 1, #entries, 2 do\n"                                                                            \
    "  local key = ARGV[3] .. entries[i]\n"                                                                  \
    "  if redis.call('EXISTS', key) == 0 and mendable('it has an entry for ', key, ', which is not there') " \
    "then\n"                                                                                                 \
    "    redis.call('" remove "', KEYS[1], entries[i])\n"                                                    \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "return found\n"

store_script_t check_conversations_script = {.body = ENTRIES_OF_KEYS("ZSCAN", "ZREM")};
store_script_t check_summaries_script = {.body = ENTRIES_OF_KEYS("HSCAN", "HDEL")};

/* Makes lists of ids anew from the whole log: that of one customer, or those of all actions. */
#define LOG_LISTS                                                                                            \
    "local function parts(row)\n"                                                                            \
    "  local action, customer = struct.unpack('>I1I7', row, 15)\n"                                           \
    "  return action, string.format('%.0f', customer)\n"                                                     \
    "end\n"                                                                                                  \
    "local function renew(log, lists, list_of)\n"                                                            \
    "  redis.call('DEL', unpack(lists))\n"                                                                   \
    "  for from = 0, redis.call('LLEN', log) - 1, 500 do\n"                                                  \
    "    for i, row in ipairs(redis.call('LRANGE', log, from, from + 499)) do\n"                             \
    "      local list = #row >= 29 and list_of(parts(row))\n"                                                \
    "      if list then redis.call('RPUSH', list, from + i) end\n"                                           \
    "    end\n"                                                                                              \
    "  end\n"                                                                                                \
    "end\n"

/* Each row must be in the list of its customer; the lists of actions must together be as long as the log.
 * What else they hold is for check_log_list_script to find. */
store_script_t check_log_script = {
    .body = FINDINGS LOG_LISTS
    "local log, from = KEYS[1], tonumber(ARGV[2])\n"
    "local told = {}\n"
    "local function stands(list, id)\n"
    "  local low, high = 0, redis.call('LLEN', list) - 1\n"
    "  while low <= high do\n"
    "    local middle = math.floor((low + high) / 2)\n"
    "    local at = tonumber(redis.call('LINDEX', list, middle)) or 0\n"
    "    if at == id then return true end\n"
    "    if at < id then low = middle + 1 else high = middle - 1 end\n"
    "  end\n"
    "end\n"
    "for i, row in ipairs(redis.call('LRANGE', log, from, from + 199)) do\n"
    "  if #row < 29 then\n"
    "    broken('row ', from + i, ' is damaged')\n"
    "  else\n"
    "    local _, customer = parts(row)\n"
    "    local list = log .. ':c:' .. customer\n"
    "    if not told[list] and not stands(list, from + i) then\n"
    "      told[list] = true\n"
    "      if mendable('row ', from + i, ' is not in ', list) then\n"
    "        renew(log, {list}, function(_, of) return of == customer and list end)\n"
    "      end\n"
    "    end\n"
    "  end\n"
    "end\n"
    "local count = redis.call('LLEN', log)\n"
    "if from + 200 < count then\n"
    "  found[1] = from + 200\n"
    "  return found\n"
    "end\n"
    "local lists, listed = {}, 0\n"
    "for action = 1, 16 do\n"
    "  lists[action] = log .. ':a:' .. action\n"
    "  listed = listed + redis.call('LLEN', lists[action])\n"
    "end\n"
    "if listed ~= count and mendable('its lists of actions have ', listed, ' rows, not ', count) then\n"
    "  renew(log, lists, function(action) return lists[action] end)\n"
    "end\n"
    "return found\n"};

store_script_t check_log_list_script = {
    .body = FINDINGS LOG_LISTS
    "local list, log = unpack(KEYS)\n"
    "local from, customer, action = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])\n"
    "local function belongs(of, who) return (of == action or who == customer) and list end\n"
    "local before = from > 0 and tonumber(redis.call('LINDEX', list, from - 1)) or 0\n"
    "local ids = redis.call('LRANGE', list, from, from + 199)\n"
    "for i, text in ipairs(ids) do\n"
    "  local id = tonumber(text) or 0\n"
    "  local row = id > before and redis.call('LINDEX', log, id - 1)\n"
    "  if not row or #row < 29 or not belongs(parts(row)) then\n"
    "    if mendable('its entry ', from + i, ' is wrong: ', text) then renew(log, {list}, belongs) end\n"
    "    return found\n"
    "  end\n"
    "  before = id\n"
    "end\n"
    "if #ids == 200 then found[1] = from + 200 end\n"
    "return found\n"};

store_script_t check_notes_script = {.body = FINDINGS
                                     "local from = tonumber(ARGV[2])\n"
                                     "if redis.call('EXISTS', KEYS[1]) == 0 then\n"
                                     "  broken('there is no relation for it')\n"
                                     "  return found\n"
                                     "end\n"
                                     "local rows = redis.call('LRANGE', KEYS[2], from, from + 499)\n"
                                     "for i, row in ipairs(rows) do\n"
                                     "  if #row < 14 then broken('row ', from + i, ' is damaged') end\n"
                                     "end\n"
                                     "if #rows == 500 then found[1] = from + 500 end\n"
                                     "return found\n"};
