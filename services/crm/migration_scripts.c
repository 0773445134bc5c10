/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_scripts.h"

#include "common/relation_check.h"
#include "common/store_form.h"

#define LOCKED_MS "10000"

const redis_script_t migration_begin = {.name = "migration_begin",
                                        .body = "local form = tonumber(redis.call('GET', KEYS[1]) or 0)\n"
                                                "if not form or form >= " STORE_FORM
                                                " or redis.call('DBSIZE') == 0 then return -1 end\n"
                                                "local holder = redis.call('GET', KEYS[2])\n"
                                                "if holder and holder ~= ARGV[1] then return 0 end\n"
                                                "redis.call('SET', KEYS[2], ARGV[1], 'PX', " LOCKED_MS ")\n"
                                                "return 1\n"};

const redis_script_t migration_end = {
    .name = "migration_end",
    .body = "if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end\n"
            "if tonumber(redis.call('GET', KEYS[1]) or 0) >= " STORE_FORM " then return 0 end\n"
            "redis.call('SET', KEYS[1], '" STORE_FORM "')\n"
            "return 1\n"};

/*
 * Before the mark a relation
 * - kept when it began in `created` besides the member; had a member without the source, and no summary;
 * - was fenced for the day after a takeover: as the stamp that `fenced` is now, such a time of the future
 * would send every first try of that day on a detour. No gateway's clock is 90 s ahead (decision 0007).
 */
const redis_script_t migration_relation = {
    .name = "migration_relation",
    .body = "local fenced = tonumber(redis.call('HGET', KEYS[1], '" REL_FENCED "'))\n"
            "if fenced and fenced > redis.call('TIME')[1] * 1000 + 90000 then\n"
            "  redis.call('HDEL', KEYS[1], '" REL_FENCED "')\n"
            "end\n"
            "if redis.call('HEXISTS', KEYS[1], '" REL_MEMBER "') == 1 then\n"
            "  redis.call('HDEL', KEYS[1], 'created')\n"
            "end\n" FINDINGS RIGHT_MEMBER RELATION_CHECK_LUA};

/*
 * A note was its time (6 bytes) and its text; since then the call stands between the two. A row that has one
 * shows it: no call is eight zero bytes, which no text begins with, and a call is there only in front of the
 * words with which a service begins its notes.
 */
const redis_script_t migration_notes = {
    .name = "migration_notes",
    .body = "local from, none = tonumber(ARGV[1]), string.rep('\\0', 8)\n"
            "local words = '更新预计成交'\n"
            "local rows, found = redis.call('LRANGE', KEYS[1], from, from + 99), {0}\n"
            "for i, row in ipairs(rows) do\n"
            "  local call, text = row:sub(7, 14), row:sub(15)\n"
            "  if #row >= 6 and call ~= none and text:sub(1, #words) ~= words then\n"
            "    redis.call('LSET', KEYS[1], from + i - 1, row:sub(1, 6) .. none .. row:sub(7))\n"
            "    found[#found + 1] = '+'\n"
            "  end\n"
            "end\n"
            "if #rows == 100 then found[1] = from + 100 end\n"
            "return found\n"};
