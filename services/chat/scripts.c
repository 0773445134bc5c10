/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/scripts.h"

#include "common/claim.h"
#include "common/keys.h"
#include "common/row_time.h"
#include "common/takeover.h"
#include "services/chat/store_parts.h"

#define FENCE TAKEOVER_FENCE("rel", REL_FENCED)
#define SEND_LOOK TAKEOVER_LOOK("msgs", "9", "blob", "{place, at, 0}")

/*
 * Appends a message. Blobs are as in common/stored.h: the row's place (id, sent) is put in front here.
 * Returns the id; or {id, time, duplicate} of the message that this call or client key has made before; or a
 * number of scripts.h.
 */
#define SEND_ARGUMENTS                                                                                       \
    "local rel, msgs, chats, order, aged, once = unpack(KEYS)\n"                                             \
    "local blob, now, customer, staff, issued, tries, digest = unpack(ARGV)\n"                               \
    "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', '" REL_SENT "', '" REL_FENCED "')\n"        \
    "local member, sent, stamp = relation[1], tonumber(relation[2] or 0), relation[3]\n"                     \
    "if not member then return 0 end\n"

/* The client's key was used before: by this very call (an earlier try) or by another. */
#define SEND_KNOWN_KEY                                                                                       \
    "local known = once and redis.call('GET', once)\n"                                                       \
    "if known then\n"                                                                                        \
    "  local id, at, of = string.match(known, '^(%d+) (%d+) (%x+)$')\n"                                      \
    "  if not id or #of ~= #digest then return redis.error_reply('ERR no key of a client') end\n"            \
    "  if of ~= digest then return -1 end\n"                                                                 \
    "  local row = redis.call('LINDEX', msgs, id - 1)\n"                                                     \
    "  local own = row and string.sub(row, 15, 22) == string.sub(blob, 7, 14)\n"                             \
    "  return {tonumber(id), tonumber(at), own and 0 or 1}\n"                                                \
    "end\n"

/* What is derived comes first: when a key of it is none of ours the script ends there, and no message was
 * sent. */
#define SEND_APPLY                                                                                           \
    "if redis.call('ZADD', chats, 'GT', 'CH', now, customer) == 0 and\n"                                     \
    "   ahead(redis.call('ZSCORE', chats, customer), now) then\n"                                            \
    "  redis.call('ZADD', chats, now, customer)\n"                                                           \
    "end\n"                                                                                                  \
    "move(order, aged, member, now)\n"                                                                       \
    "local id = redis.call('LLEN', msgs) + 1\n"                                                              \
    "if not (sent >= 0 and sent < id) then return redis.error_reply('ERR sent is out of range') end\n"       \
    "redis.call('ZADD', chats, 'GT', now, customer)\n"                                                       \
    "if redis.call('ZADD', order, 'GT', now, member) == 1 then redis.call('ZADD', aged, 0, member) end\n"    \
    "if staff == '1' then\n"                                                                                 \
    "  sent = sent + 1\n"                                                                                    \
    "  redis.call('HSET', rel, 'sent', sent)\n"                                                              \
    "end\n"                                                                                                  \
    "redis.call('RPUSH', msgs, struct.pack('>I4I4', id, sent) .. blob)\n"                                    \
    "if once then redis.call('SET', once, id .. ' ' .. now .. ' ' .. digest, 'EX', " CLIENT_KEY_S ") end\n"  \
    "return id\n"

const redis_script_t chat_send_script = {
    .name = "chat_send",
    .body = ROW_TIME_LUA SEND_ARGUMENTS SEND_KNOWN_KEY TAKEOVER_JUDGE SEND_LOOK FENCE SEND_APPLY};

/* A function that adds up the sizes of rows, a block at a time, and says how many of those at first..last fit
 * into `left` bytes, each with `cost` on top: counted from the end when `newest`, at least one. The rows are
 * given to `take`. */
#define ROWS_THAT_FIT                                                                                        \
    "local function fit(first, last, left, cost, newest, take)\n"                                            \
    "  local count = 0\n"                                                                                    \
    "  while first <= last do\n"                                                                             \
    "    local from = newest and math.max(first, last - 15) or first\n"                                      \
    "    local block = redis.call('LRANGE', msgs, from, math.min(last, from + 15))\n"                        \
    "    if #block == 0 then break end\n"                                                                    \
    "    for i = 1, #block do\n"                                                                             \
    "      local row = block[newest and #block + 1 - i or i]\n"                                              \
    "      left = left - #row - cost\n"                                                                      \
    "      if left < 0 and count > 0 then return count end\n"                                                \
    "      count = count + 1\n"                                                                              \
    "      if take then take(count, row) end\n"                                                              \
    "    end\n"                                                                                              \
    "    if newest then last = from - 1 else first = from + 16 end\n"                                        \
    "  end\n"                                                                                                \
    "  return count\n"                                                                                       \
    "end\n"

/*
 * Hands out the messages after `from` up to `to`, if the cursor still stands at `from`: returns 1. Of more
 * than `sure` messages only as many as fit into `bytes`: returns what it hands out ("from to"). A call is
 * given one range once: when it has been given one, returns that; 0 when the cursor has moved; or a number of
 * takeover.h.
 */
const redis_script_t chat_take_script = {
    .name = "chat_take",
    .body = "local rel, msgs, once = unpack(KEYS)\n"
            "local read, seen, from, to, sure, bytes, cost, issued, tries = unpack(ARGV)\n" ROWS_THAT_FIT
            "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', read, '" REL_FENCED "')\n"
            "if not relation[1] then return 0 end\n"
            "local stamp = relation[3]\n" TAKEOVER_JUDGE FENCE
            "if (relation[2] or '0') ~= from then return redis.call('GET', once) or 0 end\n"
            "local measured = to - from > tonumber(sure)\n"
            "if measured then\n"
            "  to = string.format('%.0f', from + fit(tonumber(from), to - 1, tonumber(bytes), cost))\n"
            "end\n"
            "local row = to ~= from and redis.call('LINDEX', msgs, to - 1)\n"
            "if to ~= from and not row then return 0 end\n"
            "local sent = row and struct.unpack('>I4', row, 5)\n"
            "local known = redis.call('SET', once, from .. ' ' .. to, 'NX', 'GET', 'EX', " TAKEOVER_ONCE_S
            ")\n"
            "if known then return known end\n"
            "if row then redis.call('HSET', rel, read, to, seen, sent) end\n"
            "return measured and from .. ' ' .. to or 1\n"};

/*
 * Undoes the handing out of the messages after `from` up to `to`, unless the cursor has moved on: returns 1.
 */
const redis_script_t chat_give_back_script = {
    .name = "chat_give_back",
    .body = "local rel, msgs, once = unpack(KEYS)\n"
            "local read, seen, from, to = unpack(ARGV)\n"
            "if redis.call('HGET', rel, read) ~= to then return 1 end\n"
            "local row = from ~= '0' and redis.call('LINDEX', msgs, from - 1)\n"
            "local sent = row and struct.unpack('>I4', row, 5) or 0\n"
            "redis.call('HSET', rel, read, from, seen, sent)\n"
            "redis.call('DEL', once)\n"
            "return 1\n"};

/*
 * Reads the rows at first..last, as LRANGE counts them, as many as fit into `bytes`; with `newest` = 1 those
 * at the end. Returns {whether it left rows out, rows}.
 */
const redis_script_t chat_rows_script = {
    .name = "chat_rows",
    .body =
        "local msgs = KEYS[1]\n"
        "local first, last, bytes, cost, newest = unpack(ARGV)\n"
        "first, last, newest = tonumber(first), tonumber(last), newest == '1'\n" ROWS_THAT_FIT
        "local total, rows = redis.call('LLEN', msgs), {}\n"
        "if first < 0 then first = math.max(0, total + first) end\n"
        "if last < 0 then last = total + last end\n"
        "last = math.min(last, total - 1)\n"
        "local count = fit(first, last, tonumber(bytes), cost, newest, function(i, row) rows[i] = row end)\n"
        "if newest then\n"
        "  for i = 1, math.floor(count / 2) do rows[i], rows[count + 1 - i] = rows[count + 1 - i], rows[i] "
        "end\n"
        "end\n"
        "return {count <= last - first and 1 or 0, rows}\n",
    .reads = true};

/*
 * Moves a cursor forward to `id`, never back: returns 1, or a number of scripts.h. Tries of one call may name
 * different ids, for a page is read anew on each: a later try leaves its number, lest one before it should
 * mark what came later and was never shown.
 */
const redis_script_t chat_mark_script = {
    .name = "chat_mark",
    .body = "local rel, msgs, once = unpack(KEYS)\n"
            "local read, seen, id, issued, tries = unpack(ARGV)\n"
            "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', read, '" REL_FENCED "')\n"
            "if not relation[1] then return 0 end\n"
            "local stamp = relation[3]\n" TAKEOVER_JUDGE FENCE "if tries ~= '0' then\n"
            "  if tonumber(redis.call('GET', once) or 0) >= tonumber(tries) then return -2 end\n"
            "  redis.call('SET', once, tries, 'EX', " TAKEOVER_ONCE_S ")\n"
            "end\n"
            "local at = tonumber(relation[2] or 0)\n"
            "if tonumber(id) <= at and at <= redis.call('LLEN', msgs) then return 1 end\n"
            "local row = redis.call('LINDEX', msgs, id - 1)\n"
            "if not row then return -1 end\n"
            "local sent = struct.unpack('>I4', row, 5)\n"
            "if tonumber(id) <= at or sent > tonumber(id) then\n"
            "  return redis.error_reply('ERR a cursor or a row is out of range')\n"
            "end\n"
            "redis.call('HSET', rel, read, id, seen, sent)\n"
            "return 1\n"};

const redis_script_t *const chat_scripts[] = {&chat_send_script,
                                              &chat_take_script,
                                              &chat_give_back_script,
                                              &chat_mark_script,
                                              &chat_rows_script,
                                              &claim_script,
                                              NULL};
