/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/scripts.h"

/*
 * Appends a row (common/stored.h: time in bytes 1..6, call in 7..14, action and customer in 15..22). Returns
 * {id, time, duplicate} of the row, or a number of scripts.h.
 */
#define RECORD_ARGUMENTS                                                                                     \
    "local rel, log, of_customer, of_action, order, aged, fence, once = unpack(KEYS)\n"                      \
    "local row, now, retried, digest = unpack(ARGV)\n"                                                       \
    "local relation = redis.call('HMGET', rel, 'member', 'fenced')\n"                                        \
    "local member, fenced = relation[1], tonumber(relation[2] or 0)\n"                                       \
    "if not member then return 0 end\n"                                                                      \
    "local call = string.sub(row, 7, 14)\n"                                                                  \
    "local function time_of(bytes) return (struct.unpack('>I6', bytes)) end\n"

/* The client's key was used before: by this very call (its first try) or by another. */
#define RECORD_KNOWN_KEY                                                                                     \
    "if once then\n"                                                                                         \
    "  local known = redis.call('GET', once)\n"                                                              \
    "  if known then\n"                                                                                      \
    "    local id, time, of = string.match(known, '^(%d+) (%d+) (%x+)$')\n"                                  \
    "    if not id or #of ~= #digest then return redis.error_reply('ERR no key of a client') end\n"          \
    "    if of ~= digest then return -1 end\n"                                                               \
    "    local first = redis.call('LINDEX', log, id - 1)\n"                                                  \
    "    local own = first and string.sub(first, 7, 14) == call\n"                                           \
    "    return {tonumber(id), tonumber(time), own and 0 or 1}\n"                                            \
    "  end\n"

/* Recorded before without a client's key: the row is among the newest, if anywhere. Rows older than two
 * minutes (a call's deadline is seconds) end the search, so do 4096 rows. */
#define RECORD_RETRIED                                                                                       \
    "elseif retried == '1' then\n"                                                                           \
    "  local count = redis.call('LLEN', log)\n"                                                              \
    "  for stop = count, math.max(1, count - 4095), -64 do\n"                                                \
    "    local start = math.max(0, stop - 64)\n"                                                             \
    "    local rows = redis.call('LRANGE', log, start, stop - 1)\n"                                          \
    "    for i = #rows, 1, -1 do\n"                                                                          \
    "      if string.sub(rows[i], 7, 14) == call then return {start + i, time_of(rows[i]), 0} end\n"         \
    "    end\n"                                                                                              \
    "    if time_of(rows[1]) < now - 120000 then break end\n"                                                \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "if fenced > tonumber(now) and redis.call('EXISTS', fence) == 1 then return -2 end\n"

#define RECORD_APPLY                                                                                         \
    "local last, time = redis.call('LINDEX', log, -1), tonumber(now)\n"                                      \
    "if last and time_of(last) > time then\n"                                                                \
    "  time = time_of(last)\n"                                                                               \
    "  row = string.sub(last, 1, 6) .. string.sub(row, 7)\n"                                                 \
    "end\n"                                                                                                  \
    "local id = redis.call('RPUSH', log, row)\n"                                                             \
    "redis.call('RPUSH', of_customer, id)\n"                                                                 \
    "redis.call('RPUSH', of_action, id)\n"                                                                   \
    "if redis.call('ZADD', order, 'GT', now, member) == 1 then redis.call('ZADD', aged, 0, member) end\n"    \
    "if once then\n"                                                                                         \
    "  redis.call('SET', once, string.format('%.0f %.0f ', id, time) .. digest, 'EX', 86400)\n"              \
    "elseif retried == '1' then\n"                                                                           \
    "  redis.call('SET', fence, 1, 'EX', 86400)\n"                                                           \
    "  redis.call('HSET', rel, 'fenced', string.format('%.0f', now + 86400000))\n"                           \
    "end\n"                                                                                                  \
    "return {id, time, 0}\n"

const redis_script_t record_script = {.name = "actionlog_record",
                                      .body = RECORD_ARGUMENTS RECORD_KNOWN_KEY RECORD_RETRIED RECORD_APPLY};

/* Chooses the list to page through: the rows, an index (ids of rows), or the shorter of both indexes. */
#define SELECT_LIST                                                                                          \
    "local log, of_customer, of_action, rel = unpack(KEYS)\n"                                                \
    "local customer, action, from, to, skip, length = unpack(ARGV)\n"                                        \
    "skip, length = tonumber(skip), tonumber(length)\n"                                                      \
    "if customer ~= '0' and redis.call('HEXISTS', rel, 'member') == 0 then return 0 end\n"                   \
    "local list = customer ~= '0' and of_customer or action ~= '0' and of_action or log\n"                   \
    "local both = customer ~= '0' and action ~= '0'\n"                                                       \
    "local count = redis.call('LLEN', list)\n"                                                               \
    "if both then\n"                                                                                         \
    "  local other = redis.call('LLEN', of_action)\n"                                                        \
    "  if other < count then list, count = of_action, other end\n"                                           \
    "end\n"                                                                                                  \
    "local function row_of(entry)\n"                                                                         \
    "  return list == log and entry or redis.call('LINDEX', log, entry - 1)\n"                               \
    "end\n"

/* Finds where the days begin and end (exclusive), by halving: the list is in the order of time. */
#define SELECT_DAYS                                                                                          \
    "local function place_of(time)\n"                                                                        \
    "  local low, high = 0, count\n"                                                                         \
    "  while low < high do\n"                                                                                \
    "    local middle = math.floor((low + high) / 2)\n"                                                      \
    "    local row = row_of(redis.call('LINDEX', list, middle))\n"                                           \
    "    if struct.unpack('>I6', row) < tonumber(time) then low = middle + 1 else high = middle end\n"       \
    "  end\n"                                                                                                \
    "  return low\n"                                                                                         \
    "end\n"                                                                                                  \
    "local first = from ~= '' and place_of(from) or 0\n"                                                     \
    "local last = to ~= '' and place_of(to) or count\n"                                                      \
    "local rows = {}\n"

#define SELECT_PAGE                                                                                          \
    "if not both then\n"                                                                                     \
    "  local stop = last - skip\n"                                                                           \
    "  local start = math.max(first, stop - length)\n"                                                       \
    "  local page = start < stop and redis.call('LRANGE', list, start, stop - 1) or {}\n"                    \
    "  for i = #page, 1, -1 do rows[#rows + 1] = row_of(page[i]) end\n"                                      \
    "  return {math.max(0, last - first), rows}\n"                                                           \
    "end\n"

#define SELECT_WALK                                                                                          \
    "local wanted, total = struct.pack('>I1I7', action, customer), 0\n"                                      \
    "for stop = last, first + 1, -256 do\n"                                                                  \
    "  local entries = redis.call('LRANGE', list, math.max(first, stop - 256), stop - 1)\n"                  \
    "  for i = #entries, 1, -1 do\n"                                                                         \
    "    local row = row_of(entries[i])\n"                                                                   \
    "    if string.sub(row, 15, 22) == wanted then\n"                                                        \
    "      total = total + 1\n"                                                                              \
    "      if total > skip and #rows < length then rows[#rows + 1] = row end\n"                              \
    "    end\n"                                                                                              \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "return {total, rows}\n"

/* Returns {total, rows newest first}, or a number of scripts.h. */
const redis_script_t select_script = {
    .name = "actionlog_select", .body = SELECT_LIST SELECT_DAYS SELECT_PAGE SELECT_WALK, .reads = true};
