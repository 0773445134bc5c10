/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts that write rows of the log. */
#include "common/action_index.h"
#include "common/keys.h"
#include "common/row_time.h"
#include "common/takeover.h"
#include "services/actionlog/scripts.h"

/*
 * Appends a row (common/stored.h: time in bytes 1..6, call in 7..14, action and customer in 15..22). Returns
 * {id, time, duplicate} of the row, or a number of scripts.h.
 */
#define RECORD_ARGUMENTS                                                                                     \
    "local rel, log, of_customer, of_action, order, aged, once = unpack(KEYS)\n"                             \
    "local row, now, issued, tries, customer, digest = unpack(ARGV)\n"                                       \
    "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', '" REL_FENCED "')\n"                        \
    "local member, stamp = relation[1], relation[2]\n"                                                       \
    "if not member then return 0 end\n"

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

/* Rows are in the order of time: one that is older than the last, by another clock, takes its time. */
#define RECORD_TIME                                                                                          \
    "local last, time = redis.call('LINDEX', log, -1), tonumber(now)\n"                                      \
    "if last and time_of(last) > time then\n"                                                                \
    "  if ahead(time_of(last), time) then return -11 end\n"                                                  \
    "  time = time_of(last)\n"                                                                               \
    "  row = string.sub(last, 1, 6) .. string.sub(row, 7)\n"                                                 \
    "end\n"

/* The index of a customer who had many rows before there was one follows by eight rows. */
#define RECORD_APPLY                                                                                         \
    "move(order, aged, member, now)\n"                                                                       \
    "local id = redis.call('RPUSH', log, row)\n"                                                             \
    "local count = redis.call('RPUSH', of_customer, id)\n"                                                   \
    "redis.call('RPUSH', of_action, id)\n"                                                                   \
    "index_rows(log, customer, count, 8)\n"                                                                  \
    "if once then\n"                                                                                         \
    "  redis.call('SET', once, string.format('%.0f %.0f ', id, time) .. digest, 'EX', " CLIENT_KEY_S ")\n"   \
    "end\n"                                                                                                  \
    "return {id, time, 0}\n"

#define RECORD_LOOK TAKEOVER_LOOK("log", "1", "row", "{place, at, 0}")
#define FENCE TAKEOVER_FENCE("rel", REL_FENCED)

const redis_script_t record_script = {
    .name = "actionlog_record",
    .body = TIME_OF_LUA ROW_TIME_LUA ACTION_INDEX_LUA RECORD_ARGUMENTS RECORD_KNOWN_KEY TAKEOVER_JUDGE
        RECORD_LOOK RECORD_TIME FENCE RECORD_APPLY};

/*
 * Dates the rows at the log's end that are of the future, and the activities of relations that are, to now,
 * 50 of each: they have happened by now. The oldest go first, so that the log stays in the order of time.
 * Returns how many are still to come.
 */
const redis_script_t redate_script = {
    .name = "actionlog_redate",
    .body = TIME_OF_LUA HALVE_LUA
    "local log, activity = unpack(KEYS)\n"
    "local now = math.max(ARGV[1], redis.call('TIME')[1] * 1000)\n"
    "local limit, count = now + " ROW_TIME_AHEAD_LUA ", redis.call('LLEN', log)\n"
    "local first = halve(count, function(place) return time_of(redis.call('LINDEX', log, place)) <= limit "
    "end)\n"
    "local stop = math.min(first + 50, count)\n"
    "for place = first, stop - 1 do\n"
    "  local row = redis.call('LINDEX', log, place)\n"
    "  redis.call('LSET', log, place, struct.pack('>I6', now) .. string.sub(row, 7))\n"
    "end\n"
    "local later = string.format('(%.0f', limit)\n"
    "local members = redis.call('ZRANGE', activity, later, '+inf', 'BYSCORE', 'LIMIT', 0, 50)\n"
    "for _, member in ipairs(members) do redis.call('ZADD', activity, now, member) end\n"
    "return count - stop + redis.call('ZCOUNT', activity, later, '+inf')\n"};
