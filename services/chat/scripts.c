/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/scripts.h"

#include "services/chat/store.h"

/*
 * Appends a message. Blobs are as in common/stored.h: the row's place (id, sent) is put in front here.
 * Returns the id; or {id, time, duplicate} of the message that this call or client key has made before; or a
 * number of scripts.h.
 */
#define SEND_ARGUMENTS                                                                                       \
    "local rel, msgs, chats, order, aged, fence, once = unpack(KEYS)\n"                                      \
    "local blob, time, customer, staff, retried, digest = unpack(ARGV)\n"                                    \
    "local relation = redis.call('HMGET', rel, 'member', 'sent', 'fenced')\n"                                \
    "local member, sent, fenced = relation[1], tonumber(relation[2] or 0), tonumber(relation[3] or 0)\n"     \
    "if not member then return 0 end\n"

/* The client's key was used before: by this very call (its first try) or by another. */
#define SEND_KNOWN_KEY                                                                                       \
    "if once then\n"                                                                                         \
    "  local known = redis.call('GET', once)\n"                                                              \
    "  if known then\n"                                                                                      \
    "    local id, at, of = string.match(known, '^(%d+) (%d+) (%x+)$')\n"                                    \
    "    if of ~= digest then return -1 end\n"                                                               \
    "    local row = redis.call('LINDEX', msgs, id - 1)\n"                                                   \
    "    local own = row and string.sub(row, 15, 22) == string.sub(blob, 7, 14)\n"                           \
    "    return {tonumber(id), tonumber(at), own and 0 or 1}\n"                                              \
    "  end\n"

/* Sent before without a client key: its row is among the newest, if anywhere. Rows older than two minutes (a
 * call's deadline is seconds) end the search, so do 4096 rows. */
#define SEND_RETRIED                                                                                         \
    "elseif retried == '1' then\n"                                                                           \
    "  local call, last = string.sub(blob, 7, 14), redis.call('LLEN', msgs)\n"                               \
    "  for stop = last, math.max(1, last - 4095), -64 do\n"                                                  \
    "    local rows = redis.call('LRANGE', msgs, math.max(0, stop - 64), stop - 1)\n"                        \
    "    for i = #rows, 1, -1 do\n"                                                                          \
    "      if string.sub(rows[i], 15, 22) == call then\n"                                                    \
    "        return {struct.unpack('>I4', rows[i]), struct.unpack('>I6', rows[i], 9), 0}\n"                  \
    "      end\n"                                                                                            \
    "    end\n"                                                                                              \
    "    if struct.unpack('>I6', rows[1], 9) < time - 120000 then break end\n"                               \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "if not once and fenced > tonumber(time) and redis.call('EXISTS', fence) == 1 then return -2 end\n"

#define SEND_APPLY                                                                                           \
    "local id = redis.call('LLEN', msgs) + 1\n"                                                              \
    "if staff == '1' then\n"                                                                                 \
    "  sent = sent + 1\n"                                                                                    \
    "  redis.call('HSET', rel, 'sent', sent)\n"                                                              \
    "end\n"                                                                                                  \
    "redis.call('RPUSH', msgs, struct.pack('>I4I4', id, sent) .. blob)\n"                                    \
    "redis.call('ZADD', chats, 'GT', time, customer)\n"                                                      \
    "if redis.call('ZADD', order, 'GT', time, member) == 1 then redis.call('ZADD', aged, 0, member) end\n"   \
    "if once then\n"                                                                                         \
    "  redis.call('SET', once, id .. ' ' .. time .. ' ' .. digest, 'EX', 86400)\n"                           \
    "elseif retried == '1' then\n"                                                                           \
    "  redis.call('SET', fence, 1, 'EX', 86400)\n"                                                           \
    "  redis.call('HSET', rel, 'fenced', time + 86400000)\n"                                                 \
    "end\n"                                                                                                  \
    "return id\n"

const redis_script_t chat_send_script = {.name = "chat_send",
                                         .body = SEND_ARGUMENTS SEND_KNOWN_KEY SEND_RETRIED SEND_APPLY};

/*
 * Hands out the messages after `from` up to `to`, if the cursor still stands at `from`: returns 1. A call is
 * given one range once: when it has been given one, returns it ("from to"); 0 when the cursor has moved.
 */
const redis_script_t chat_take_script = {
    .name = "chat_take",
    .body = "local rel, msgs, once = unpack(KEYS)\n"
            "local read, seen, from, to, keep = unpack(ARGV)\n"
            "if (redis.call('HGET', rel, read) or '0') ~= from then\n"
            "  return redis.call('GET', once) or 0\n"
            "end\n"
            "local row = to ~= from and redis.call('LINDEX', msgs, to - 1)\n"
            "if to ~= from and not row then return 0 end\n"
            "local known = redis.call('SET', once, from .. ' ' .. to, 'NX', 'GET', 'EX', keep)\n"
            "if known then return known end\n"
            "if row then\n"
            "  local sent = struct.unpack('>I4', row, 5)\n"
            "  redis.call('HSET', rel, read, to, seen, sent)\n"
            "end\n"
            "return 1\n"};

/*
 * Moves a cursor forward to `id`, never back: returns 1. A call that was tried before puts up a fence, lest
 * its first try should mark what came later and was never shown.
 */
const redis_script_t chat_mark_script = {
    .name = "chat_mark",
    .body = "local rel, msgs, fence = unpack(KEYS)\n"
            "local read, seen, id, retried, now = unpack(ARGV)\n"
            "local relation = redis.call('HMGET', rel, 'member', read, 'fenced')\n"
            "if not relation[1] then return 0 end\n"
            "if retried == '1' then\n"
            "  redis.call('SET', fence, 1, 'EX', 86400)\n"
            "  redis.call('HSET', rel, 'fenced', now + 86400000)\n"
            "elseif tonumber(relation[3] or 0) > tonumber(now) and redis.call('EXISTS', fence) == 1 then\n"
            "  return -2\n"
            "end\n"
            "if tonumber(id) <= tonumber(relation[2] or 0) then return 1 end\n"
            "local row = redis.call('LINDEX', msgs, id - 1)\n"
            "if not row then return -1 end\n"
            "local sent = struct.unpack('>I4', row, 5)\n"
            "redis.call('HSET', rel, read, id, seen, sent)\n"
            "return 1\n"};

const redis_script_t *const chat_scripts[] = {&chat_send_script, &chat_take_script, &chat_mark_script, NULL};
