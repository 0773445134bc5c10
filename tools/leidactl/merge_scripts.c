/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scripts of import for rows that are older than many that are stored. A list of rows takes them in only
 * by making those behind them move, and ids of actions are places. So the list is made anew beside the old
 * one, by steps that are short, and takes its place with the last of them, and with it all lists of ids:
 * until then readers see the store as it was, and what services append meanwhile comes in. What an import
 * that was killed has left is forgotten by the next one.
 *
 * Beside the list L lie `L:merge`, the new one; `L:merge:rows`, which are to go in, by time; `L:merge:at`,
 * how many rows of L and of those the new one has; and `L:merge:lists`, the lists of ids whose new ones lie
 * at `…:merge`.
 */
#include "common/action_index.h"
#include "common/row_time.h"
#include "tools/leidactl/scripts.h"

#define MERGE_NAMES                                                                                          \
    "local list = KEYS[1]\n"                                                                                 \
    "local new, rows = list .. ':merge', list .. ':merge:rows'\n"                                            \
    "local place, lists = list .. ':merge:at', list .. ':merge:lists'\n"

store_script_t script_merge_begin = {
    .body = MERGE_NAMES "local left = {new, rows, place, lists}\n"
                        "for _, name in ipairs(redis.call('SMEMBERS', lists)) do left[#left + 1] = name .. "
                        "':merge' end\n"
                        "return redis.call('UNLINK', unpack(left))\n"};

/* Takes up to 199 rows, in the order of time, a stored one before one of its time: calls push(row, is_new)
 * for each. `at` is how many there are in the new list then; `done` when there are no more. The last argument
 * is what the step before gave. What is of the future may be dated anew while it is copied. */
#define MERGE_ROWS                                                                                           \
    "local from, taken = unpack(redis.call('HMGET', place, 'from', 'taken'))\n"                              \
    "from, taken = tonumber(from or 0), tonumber(taken or 0)\n"                                              \
    "if from + taken ~= tonumber(ARGV[#ARGV]) then\n"                                                        \
    "  return redis.error_reply('ERR another import merges rows into ' .. list)\n"                           \
    "end\n"                                                                                                  \
    "local olds = redis.call('LRANGE', list, from, from + 198)\n"                                            \
    "local news = redis.call('LRANGE', rows, taken, taken + 198)\n"                                          \
    "local limit, old, fresh = redis.call('TIME')[1] * 1000 + " ROW_TIME_AHEAD_LUA ", 1, 1\n"                \
    "local function time_of(row) return (struct.unpack('>I6', row)) end\n"                                   \
    "for _, row in ipairs(olds) do\n"                                                                        \
    "  if time_of(row) > limit then\n"                                                                       \
    "    return redis.error_reply('ERR ' .. list .. ' has rows of the future: run check --repair')\n"        \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "while (olds[old] or news[fresh]) and old + fresh <= 200 do\n"                                           \
    "  if olds[old] and (not news[fresh] or time_of(olds[old]) <= time_of(news[fresh])) then\n"              \
    "    push(olds[old], false)\n"                                                                           \
    "    old = old + 1\n"                                                                                    \
    "  else\n"                                                                                               \
    "    push(news[fresh], true)\n"                                                                          \
    "    fresh = fresh + 1\n"                                                                                \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "from, taken = from + old - 1, taken + fresh - 1\n"                                                      \
    "redis.call('HSET', place, 'from', from, 'taken', taken)\n"                                              \
    "local at, done = from + taken, not olds[old] and not news[fresh] and old + fresh <= 200\n"

/* A step puts down which lists of ids it has met; their number bounds the last step, which renames them. */
#define ACTIONS_PUSH                                                                                         \
    "local id, met = redis.call('LLEN', new), {}\n"                                                          \
    "local function list_id(name)\n"                                                                         \
    "  met[name] = true\n"                                                                                   \
    "  redis.call('RPUSH', name .. ':merge', id)\n"                                                          \
    "end\n"                                                                                                  \
    "local latest = {}\n"                                                                                    \
    "local function push(row, is_new)\n"                                                                     \
    "  local action, customer = struct.unpack('>I1I7', row, 15)\n"                                           \
    "  customer = string.format('%.0f', customer)\n"                                                         \
    "  id = redis.call('RPUSH', new, row)\n"                                                                 \
    "  list_id(list .. ':a:' .. action)\n"                                                                   \
    "  list_id(list .. ':c:' .. customer)\n"                                                                 \
    "  if is_new then latest[customer] = struct.unpack('>I6', row) end\n"                                    \
    "end\n"

#define ACTIVITIES                                                                                           \
    "for customer, time in pairs(latest) do\n"                                                               \
    "  local member = redis.call('HGET', ARGV[1] .. customer, 'member')\n"                                   \
    "  redis.call('ZADD', KEYS[2], 'GT', string.format('%.0f', time), member)\n"                             \
    "  redis.call('ZADD', KEYS[3], 0, member)\n"                                                             \
    "end\n"

/* The index of customers holds ids, too. Services make it anew; most of it is forgotten before the last step.
 */
#define ACTIONS_SWAP                                                                                         \
    "for name in pairs(met) do redis.call('SADD', lists, name) end\n"                                        \
    "if redis.call('SCARD', lists) > " MERGE_LISTS_MAX " then return -1 end\n"                               \
    "if not done then return at end\n"                                                                       \
    "local indexed = redis.call('HRANDFIELD', list .. ':indexed', 50)\n"                                     \
    "for _, customer in ipairs(indexed) do forget_index(list, customer) end\n"                               \
    "if #indexed == 50 then return at end\n"                                                                 \
    "local names = redis.call('SMEMBERS', lists)\n"                                                          \
    "redis.call('UNLINK', list, rows, place, lists, unpack(names))\n"                                        \
    "redis.call('RENAME', new, list)\n"                                                                      \
    "for _, name in ipairs(names) do redis.call('RENAME', name .. ':merge', name) end\n"                     \
    "return 0\n"

store_script_t script_merge_actions = {
    .body = ACTION_INDEX_LUA MERGE_NAMES ACTIONS_PUSH MERGE_ROWS ACTIVITIES ACTIONS_SWAP};

store_script_t script_merge_notes = {.body = MERGE_NAMES
                                     "local function push(row) redis.call('RPUSH', new, row) end\n" MERGE_ROWS
                                     "if not done then return at end\n"
                                     "redis.call('UNLINK', list, rows, place)\n"
                                     "redis.call('RENAME', new, list)\n"
                                     "return 0\n"};
