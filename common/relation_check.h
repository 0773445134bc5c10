/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is derived of a relation, found and made anew from its hash in one run: for `leidactl check`, and for
 * what brings an older store forward (decision 0028).
 */
#ifndef LEIDA_COMMON_RELATION_CHECK_H
#define LEIDA_COMMON_RELATION_CHECK_H

#include "common/keys.h"
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

/* Needs the two above. KEYS relation, the orders in the order of relation_order_t, summaries, messages (or
 * none: whether they are there is not asked then); ARGV[1] '1' to mend, ARGV[2] customer id. Gives `found`.
 */
#define RELATION_CHECK_LUA                                                                                   \
    "local rel, created, pr, follow, activity, follow_aged, activity_aged, summaries, msgs = unpack(KEYS)\n" \
    "local member, own = right_member(rel)\n"                                                                \
    "if not member then\n"                                                                                   \
    "  broken(own and 'its member ' .. own .. ' is damaged' or 'it has no member')\n"                        \
    "  return found\n"                                                                                       \
    "end\n"                                                                                                  \
    "local stands = own\n" /* the member that it has in the orders */                                        \
    "if own ~= member and mendable('its member is ', own, ', not ', member) then\n"                          \
    "  redis.call('HSET', rel, '" REL_MEMBER "', member)\n"                                                  \
    "  for i = 2, 7 do\n"                                                                                    \
    "    local score = redis.call('ZSCORE', KEYS[i], own)\n"                                                 \
    "    if score then redis.call('ZADD', KEYS[i], score, member) end\n"                                     \
    "    redis.call('ZREM', KEYS[i], own)\n"                                                                 \
    "  end\n"                                                                                                \
    "  stands = member\n"                                                                                    \
    "end\n"                                                                                                  \
    "local function place(order, name, score)\n"                                                             \
    "  local at = redis.call('ZSCORE', order, stands)\n"                                                     \
    "  if not score then\n"                                                                                  \
    "    if at and mendable('it is in the order ', name, ' without a time') then\n"                          \
    "      redis.call('ZREM', order, stands)\n"                                                              \
    "    end\n"                                                                                              \
    "  elseif tonumber(at) ~= score and mendable('it is at ', at or 'no place', ' of the order ', name, ', " \
    "not ',\n"                                                                                               \
    "                                            score) then\n"                                              \
    "    redis.call('ZADD', order, score, stands)\n"                                                         \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "local sent, read_u, read_c, expected = unpack(redis.call('HMGET', rel, '" REL_SENT "', '" REL_READ_USER \
    "', '" REL_READ_CUSTOMER "', '" REL_EXPECTED_PR "'))\n"                                                  \
    "place(created, 'created', 0)\n"                                                                         \
    "place(pr, 'expected_pr', tonumber(expected or 0))\n"                                                    \
    "place(follow_aged, 'follow:aged', redis.call('ZSCORE', follow, stands) and 0)\n"                        \
    "place(activity_aged, 'activity:aged', redis.call('ZSCORE', activity, stands) and "                      \
    "0)\n" SUMMARY_VALUE_LUA(                                                                                \
        "rel") "if (redis.call('HGET', summaries, ARGV[2]) or nil) ~= summary and mendable('its summary is " \
               "out of date') then\n"                                                                        \
               "  if summary then redis.call('HSET', summaries, ARGV[2], summary)\n"                         \
               "  else redis.call('HDEL', summaries, ARGV[2]) end\n"                                         \
               "end\n"                                                                                       \
               "if msgs and redis.call('EXISTS', msgs) == 0 and math.max(sent or 0, read_u or 0, read_c or " \
               "0) > 0 "                                                                                     \
               "then\n"                                                                                      \
               "  broken('its messages are gone')\n"                                                         \
               "end\n"                                                                                       \
               "return found\n"

#endif
