/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/scripts.h"

#include "common/claim.h"
#include "common/keys.h"
#include "common/takeover.h"
#include "services/chat/store.h"

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
    "  if of ~= digest then return -1 end\n"                                                                 \
    "  local row = redis.call('LINDEX', msgs, id - 1)\n"                                                     \
    "  local own = row and string.sub(row, 15, 22) == string.sub(blob, 7, 14)\n"                             \
    "  return {tonumber(id), tonumber(at), own and 0 or 1}\n"                                                \
    "end\n"

#define SEND_APPLY                                                                                           \
    "local id = redis.call('LLEN', msgs) + 1\n"                                                              \
    "if staff == '1' then\n"                                                                                 \
    "  sent = sent + 1\n"                                                                                    \
    "  redis.call('HSET', rel, 'sent', sent)\n"                                                              \
    "end\n"                                                                                                  \
    "redis.call('RPUSH', msgs, struct.pack('>I4I4', id, sent) .. blob)\n"                                    \
    "redis.call('ZADD', chats, 'GT', now, customer)\n"                                                       \
    "if redis.call('ZADD', order, 'GT', now, member) == 1 then redis.call('ZADD', aged, 0, member) end\n"    \
    "if once then redis.call('SET', once, id .. ' ' .. now .. ' ' .. digest, 'EX', " CLIENT_KEY_S ") end\n"  \
    "return id\n"

const redis_script_t chat_send_script = {
    .name = "chat_send", .body = SEND_ARGUMENTS SEND_KNOWN_KEY TAKEOVER_JUDGE SEND_LOOK FENCE SEND_APPLY};

/*
 * Hands out the messages after `from` up to `to`, if the cursor still stands at `from`: returns 1. A call is
 * given one range once: when it has been given one, returns it ("from to"); 0 when the cursor has moved; or a
 * number of takeover.h.
 */
const redis_script_t chat_take_script = {
    .name = "chat_take",
    .body = "local rel, msgs, once = unpack(KEYS)\n"
            "local read, seen, from, to, issued, tries = unpack(ARGV)\n"
            "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', read, '" REL_FENCED "')\n"
            "if not relation[1] then return 0 end\n"
            "local stamp = relation[3]\n" TAKEOVER_JUDGE FENCE
            "if (relation[2] or '0') ~= from then return redis.call('GET', once) or 0 end\n"
            "local row = to ~= from and redis.call('LINDEX', msgs, to - 1)\n"
            "if to ~= from and not row then return 0 end\n"
            "local known = redis.call('SET', once, from .. ' ' .. to, 'NX', 'GET', 'EX', " TAKEOVER_ONCE_S
            ")\n"
            "if known then return known end\n"
            "if row then\n"
            "  local sent = struct.unpack('>I4', row, 5)\n"
            "  redis.call('HSET', rel, read, to, seen, sent)\n"
            "end\n"
            "return 1\n"};

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
            "if tonumber(id) <= tonumber(relation[2] or 0) then return 1 end\n"
            "local row = redis.call('LINDEX', msgs, id - 1)\n"
            "if not row then return -1 end\n"
            "local sent = struct.unpack('>I4', row, 5)\n"
            "redis.call('HSET', rel, read, id, seen, sent)\n"
            "return 1\n"};

const redis_script_t *const chat_scripts[] = {&chat_send_script, &chat_take_script, &chat_mark_script,
                                              &claim_script, NULL};
