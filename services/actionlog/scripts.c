/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/scripts.h"

#include "common/keys.h"
#include "common/takeover.h"

/*
 * Appends a row (common/stored.h: time in bytes 1..6, call in 7..14, action and customer in 15..22). Returns
 * {id, time, duplicate} of the row, or a number of scripts.h.
 */
#define RECORD_ARGUMENTS                                                                                     \
    "local rel, log, of_customer, of_action, order, aged, once = unpack(KEYS)\n"                             \
    "local row, now, issued, tries, digest = unpack(ARGV)\n"                                                 \
    "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', '" REL_FENCED "')\n"                        \
    "local member, stamp = relation[1], relation[2]\n"                                                       \
    "if not member then return 0 end\n"                                                                      \
    "local function time_of(bytes) return (struct.unpack('>I6', bytes)) end\n"

/* The client's key was used before: by this very call (an earlier try) or by another. */
#define RECORD_KNOWN_KEY                                                                                     \
    "local known = once and redis.call('GET', once)\n"                                                       \
    "if known then\n"                                                                                        \
    "  local id, time, of = string.match(known, '^(%d+) (%d+) (%x+)$')\n"                                    \
    "  if not id or #of ~= #digest then return redis.error_reply('ERR no key of a client') end\n"            \
    "  if of ~= digest then return -1 end\n"                                                                 \
    "  local first = redis.call('LINDEX', log, id - 1)\n"                                                    \
    "  local own = first and string.sub(first, 7, 14) == string.sub(row, 7, 14)\n"                           \
    "  return {tonumber(id), tonumber(time), own and 0 or 1}\n"                                              \
    "end\n"

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
    "  redis.call('SET', once, string.format('%.0f %.0f ', id, time) .. digest, 'EX', " CLIENT_KEY_S ")\n"   \
    "end\n"                                                                                                  \
    "return {id, time, 0}\n"

#define RECORD_LOOK TAKEOVER_LOOK("log", "1", "row", "{place, at, 0}")
#define FENCE TAKEOVER_FENCE("rel", REL_FENCED)

const redis_script_t record_script = {
    .name = "actionlog_record",
    .body = RECORD_ARGUMENTS RECORD_KNOWN_KEY TAKEOVER_JUDGE RECORD_LOOK FENCE RECORD_APPLY};

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
