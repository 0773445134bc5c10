/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a write has exactly one effect although it may be sent twice (an instance died, hung or lost Redis, and
 * the call went to another), and although any try of it may come late, by hours if need be
 * (docs/decisions/0007). Two rules, in the script of each write:
 *
 * - A later try (call_tries > 0) leaves the time of issue of its call in a field of the hash that the write
 * belongs to, its stamp, which only grows. A first try whose call was not issued after the stamp may have
 * been taken over: it is not applied but passed back to the gateway, which sends it again, as a later try, if
 * anybody still waits for it. No clock decides, and nothing has to be forgotten: all tries of a call carry
 * the same time.
 * - A later try looks for what an earlier one did, and applies only if that did nothing. Either rows carry
 * the 8-byte id of their call and it looks through the newest (messages, actions, the notes of follow-ups:
 * many and hot), or each try leaves a record of the call (keys_once_call). Both show what was done lately. So
 * a later try that comes TAKEOVER_RETRY_S after its call was issued is refused, by Redis' clock.
 *
 * A client's own idempotency key (msg_id) is remembered for 24 h with the answer and a digest of the content
 * in `once:{u:7}:SENDER:KEY`, on every try; whom a customer used it towards, in `once:{c:9}:KEY`.
 */
#ifndef LEIDA_COMMON_TAKEOVER_H
#define LEIDA_COMMON_TAKEOVER_H

#include <stdint.h>

#include "proto/status.h"

/* For how long a later try is taken, s: as long as a call's deadline may be (a minute), and half of it for a
 * gateway whose clock is behind Redis'. */
#define TAKEOVER_RETRY_S "90"
/* For how long records of calls are kept, s: as much again, for a gateway whose clock is ahead. */
#define TAKEOVER_ONCE_S "180"
/* For how long a client's key is remembered, s. */
#define CLIENT_KEY_S "86400"

/* What scripts return for a try that may not be applied: no effect. */
enum {
    TAKEOVER_PASSED = -2, /* a first try: only for whoever still waits */
    TAKEOVER_LATE = -3    /* a later one that came too late */
};

/* Lua: ends the script of a try that may not be applied. Needs the locals `stamp` (the field's value; false
 * when there is none), `issued` and `tries` (as given, texts). */
#define TAKEOVER_JUDGE                                                                                       \
    "if tries == '0' then\n"                                                                                 \
    "  if stamp and tonumber(issued) <= tonumber(stamp) then return -2 end\n"                                \
    "elseif redis.call('TIME')[1] - issued / 1000 > " TAKEOVER_RETRY_S " then\n"                             \
    "  return -3\n"                                                                                          \
    "end\n"

/* Lua: raises the stamp, a field of a hash, to `issued`. */
#define TAKEOVER_STAMP(hash, field)                                                                          \
    "if not stamp or tonumber(stamp) < tonumber(issued) then\n"                                              \
    "  redis.call('HSET', " hash ", '" field "', issued)\n"                                                  \
    "end\n"

/* Lua: the same, by a later try alone. */
#define TAKEOVER_FENCE(hash, field) "if tries ~= '0' then\n" TAKEOVER_STAMP(hash, field) "end\n"

/* Lua: looks for the row that an earlier try appended to the list `rows`; `answer` is returned when it is
 * there, in which `place` is the row's (from 1) and `at` its time. Rows hold a time of 6 bytes at a given
 * place (from 1), and the call of 8 bytes behind it; `row`, which is to be appended, begins with the two.
 * Rows that are two minutes old end the search behind the newest 64, for later tries are not taken for so
 * long. Behind 4096 rows or 1 MiB, which take Redis 2 ms, one that is a second older than the call does; if
 * there is none it is not known. Needs the locals `issued`, `tries` and `now` (ms, of the clock that rows get
 * their time from). */
#define TAKEOVER_LOOK(rows, time_at, row, answer)                                                            \
    "if tries ~= '0' then\n"                                                                                 \
    "  local call, call_at = string.sub(" row ", 7, 14), " time_at " + 6\n"                                  \
    "  local count, bytes, old = redis.call('LLEN', " rows "), 0, false\n"                                   \
    "  local stop = count\n"                                                                                 \
    "  while stop > 0 and not old do\n"                                                                      \
    "    local start = math.max(0, stop - 16)\n"                                                             \
    "    local newest = redis.call('LRANGE', " rows ", start, stop - 1)\n"                                   \
    "    for i = #newest, 1, -1 do\n"                                                                        \
    "      if string.sub(newest[i], call_at, call_at + 7) == call then\n"                                    \
    "        local place, at = start + i, struct.unpack('>I6', newest[i], " time_at ")\n"                    \
    "        return " answer "\n"                                                                            \
    "      end\n"                                                                                            \
    "      bytes = bytes + #newest[i]\n"                                                                     \
    "    end\n"                                                                                              \
    "    local seen, read = struct.unpack('>I6', newest[1], " time_at "), count - start\n"                   \
    "    local many = read >= 4096 or bytes >= 1048576\n"                                                    \
    "    old = (many or read >= 64) and seen < (many and issued - 1000 or now - 120000)\n"                   \
    "    if many and not old and start > 0 then return -3 end\n"                                             \
    "    stop = start\n"                                                                                     \
    "  end\n"                                                                                                \
    "end\n"

/* The outcome of a call whose script returned such a number; STATUS_DONE for any other. */
static inline status_t takeover_status(int64_t number)
{
    return number == TAKEOVER_PASSED ? STATUS_PASSED_UNKNOWN
           : number == TAKEOVER_LATE ? STATUS_DEADLINE
                                     : STATUS_DONE;
}

#endif
