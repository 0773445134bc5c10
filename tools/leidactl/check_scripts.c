/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/check_scripts.h"

#include "common/relation_check.h"
#include "common/row_time.h"
#include "tools/leidactl/check_findings.h"

store_script_t check_relation_script = {.body = FINDINGS RIGHT_MEMBER RELATION_CHECK_LUA};

/* A time that stands under an old member goes over to the relation's own. */
store_script_t check_order_script = {
    .body = FINDINGS OF_THE_FUTURE RIGHT_MEMBER
    "local order = KEYS[1]\n"
    "local timed = string.match(order, ':follow$') or string.match(order, ':activity$')\n"
    "local cursor, entries = unpack(redis.call('ZSCAN', order, ARGV[2], 'COUNT', 200))\n"
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
    "  elseif timed and is_future(score) and mendable('its entry ', member, ' is dated in the future') then\n"
    "    redis.call('ZADD', order, now, member)\n"
    "  end\n"
    "end\n"
    "return found\n"};

/* The place of a row, its id and how many are from the staff user, follows from the rows before it. */
store_script_t check_messages_script = {
    .body = FINDINGS OF_THE_FUTURE
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
    "local sent, rows, size = sent_at(from), {}, 0\n"
    "repeat\n"
    "  local some = redis.call('LRANGE', msgs, from + #rows, from + #rows + 19)\n"
    "  for _, row in ipairs(some) do\n"
    "    rows[#rows + 1] = row\n"
    "    size = size + #row\n"
    "  end\n"
    "until #some < 20 or #rows == 400 or size > 262144\n"
    "for i, row in ipairs(rows) do\n"
    "  local id = from + i\n"
    "  if #row < 23 then\n"
    "    broken('row ', id, ' is damaged')\n"
    "  else\n"
    "    sent = sent + row:byte(23) % 2\n"
    "    local place = struct.pack('>I4I4', id, sent)\n"
    "    if row:sub(1, 8) ~= place and mendable('row ', id, ' does not know its place') then\n"
    "      row = place .. row:sub(9)\n"
    "      redis.call('LSET', msgs, id - 1, row)\n"
    "    end\n"
    "    if is_future(struct.unpack('>I6', row, 9)) and mendable('row ', id, ' is dated in the future') "
    "then\n"
    "      redis.call('LSET', msgs, id - 1, row:sub(1, 8) .. struct.pack('>I6', now) .. row:sub(15))\n"
    "    end\n"
    "  end\n"
    "end\n"
    "if from + #rows < count then\n"
    "  found[1] = from + #rows\n"
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

/* Of entries that stand for a key: what to do with one whose key is not there, and with any other. */
#define ENTRIES_OF_KEYS(scan, remove, other)                                                                 \
    "local cursor, entries = unpack(redis.call('" scan "', KEYS[1], ARGV[2], 'COUNT', 200))\n"               \
    "found[1] = tonumber(cursor)\n"                                                                          \
    "for i = 1, #entries, 2 do\n"                                                                            \
    "  local key = ARGV[3] .. entries[i]\n"                                                                  \
    "  if redis.call('EXISTS', key) == 0 then\n"                                                             \
    "    if mendable('it has an entry for ', key, ', which is not there') then\n"                            \
    "      redis.call('" remove "', KEYS[1], entries[i])\n"                                                  \
    "    end\n" other "  end\n"                                                                              \
    "end\n"                                                                                                  \
    "return found\n"

store_script_t check_conversations_script = {
    .body = FINDINGS OF_THE_FUTURE ENTRIES_OF_KEYS("ZSCAN", "ZREM",
                                                   "  elseif is_future(entries[i + 1]) and mendable('its "
                                                   "entry ', entries[i], ' is dated in the future') "
                                                   "then\n"
                                                   "    redis.call('ZADD', KEYS[1], now, entries[i])\n")};
store_script_t check_summaries_script = {.body = FINDINGS ENTRIES_OF_KEYS("HSCAN", "HDEL", "")};

store_script_t check_notes_script = {
    .body = FINDINGS OF_THE_FUTURE
    "local from = tonumber(ARGV[2])\n"
    "if redis.call('EXISTS', KEYS[1]) == 0 then\n"
    "  broken('there is no relation for it')\n"
    "  return found\n"
    "end\n"
    "local rows = redis.call('LRANGE', KEYS[2], from, from + 199)\n"
    "for i, row in ipairs(rows) do\n"
    "  if #row < 14 then\n"
    "    broken('row ', from + i, ' is damaged')\n"
    "  elseif is_future(struct.unpack('>I6', row)) and mendable('row ', from + i, ' is dated in the future') "
    "then\n"
    "    redis.call('LSET', KEYS[2], from + i - 1, struct.pack('>I6', now) .. row:sub(7))\n"
    "  end\n"
    "end\n"
    "if #rows == 200 then found[1] = from + 200 end\n"
    "return found\n"};
