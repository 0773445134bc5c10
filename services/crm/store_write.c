/* SPDX-License-Identifier: Apache-2.0 */
/* The writes to a relation: one script each, on the one slot of its staff user. */
#include <assert.h>

#include "common/stored.h"
#include "common/takeover.h"
#include "services/crm/store_inside.h"

/* KEYS: the relation, the record of the call, the summaries, the relation of the superior if there is one.
 * ARGV: for how long the record is kept, then field, value, field, value … Returns a write_outcome_t. */
const redis_script_t store_fields = {
    .name = "crm_fields",
    .body = "if redis.call('HEXISTS', KEYS[1], '" REL_MEMBER "') == 0 then return 0 end\n"
            "redis.call('HLEN', KEYS[3])\n" /* ends here when it is none of ours: nothing is changed */
            "if redis.call('EXISTS', KEYS[2]) == 1 then return 1 end\n"
            "if KEYS[4] and redis.call('HEXISTS', KEYS[4], '" REL_MEMBER "') == 0 then return 0 end\n"
            "redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])\n"
            "local set, clear = {}, {}\n"
            "for i = 2, #ARGV, 2 do\n"
            "  if ARGV[i + 1] == '' then\n"
            "    clear[#clear + 1] = ARGV[i]\n"
            "  else\n"
            "    set[#set + 1] = ARGV[i]\n"
            "    set[#set + 1] = ARGV[i + 1]\n"
            "  end\n"
            "end\n"
            "if #set > 0 then redis.call('HSET', KEYS[1], unpack(set)) end\n"
            "if #clear > 0 then redis.call('HDEL', KEYS[1], unpack(clear)) end\n" SUMMARY_LUA(
                "KEYS[1]", "KEYS[3]") "return 1\n"};

/* Tried before: its note is among the newest, if anywhere. Notes older than two minutes (a call's deadline is
 * seconds) end the search, so do 4096 notes. */
#define FOLLOWED_RETRIED                                                                                     \
    "if retried == '1' then\n"                                                                               \
    "  local call, last = string.sub(note, 7, 14), redis.call('LLEN', notes)\n"                              \
    "  for stop = last, math.max(1, last - 4095), -64 do\n"                                                  \
    "    local rows = redis.call('LRANGE', notes, math.max(0, stop - 64), stop - 1)\n"                       \
    "    for i = #rows, 1, -1 do\n"                                                                          \
    "      if string.sub(rows[i], 7, 14) == call then return 1 end\n"                                        \
    "    end\n"                                                                                              \
    "    if struct.unpack('>I6', rows[1]) < time - 120000 then break end\n"                                  \
    "  end\n"                                                                                                \
    "  redis.call('SET', fence, 1, 'EX', 86400)\n"                                                           \
    "  redis.call('HSET', rel, '" REL_FENCED "', time + 86400000)\n"                                         \
    "elseif tonumber(relation[2] or 0) > tonumber(time) and redis.call('EXISTS', fence) == 1 then\n"         \
    "  return 2\n"                                                                                           \
    "end\n"

/* Ends the script when a key is of another type, before anything is changed. */
#define FOLLOWED_LOOK                                                                                        \
    "for _, set in ipairs({follow, aged, chances}) do redis.call('ZSCORE', set, member) end\n"               \
    "redis.call('LLEN', notes)\n"                                                                            \
    "if summaries then redis.call('HLEN', summaries) end\n"

/* The summaries are given where the field is one of them. Returns a write_outcome_t. */
const redis_script_t store_followed = {
    .name = "crm_followed",
    .body = "local rel, fence, follow, aged, chances, notes, summaries = unpack(KEYS)\n"
            "local field, value, time, note, retried = unpack(ARGV)\n"
            "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', '" REL_FENCED "')\n"
            "local member = relation[1]\n"
            "if not member then return 0 end\n" FOLLOWED_LOOK FOLLOWED_RETRIED
            "redis.call('HSET', rel, field, value)\n"
            "if field == '" REL_EXPECTED_PR "' then redis.call('ZADD', chances, value, member) end\n"
            "if redis.call('ZADD', follow, 'GT', time, member) == 1 then redis.call('ZADD', aged, 0, member) "
            "end\n"
            "redis.call('RPUSH', notes, note)\n"
            "if summaries then\n" SUMMARY_LUA("rel", "summaries") "end\n"
                                                                  "return 1\n"};

static void take_outcome(void *context, redis_status_t status, const redis_reply_t *reply)
{
    write_t *write = context;
    const subject_t subject = {FOREIGN_SCRIPT, .staff_id = write->pair.staff_id,
                               .customer_id = write->pair.customer_id};
    status = store_check(status, reply, &subject);
    if (status == REDIS_OK) {
        int64_t outcome = redis_int(reply);
        if (outcome >= WRITE_NO_RELATION && outcome <= WRITE_TOO_LATE)
            write->outcome = (write_outcome_t)outcome;
        else
            status = store_foreign(&subject, reply);
    }
    gather_got(write->gather, status);
}

void store_set_fields(store_t *self, write_t *write, int64_t superior, const assignment_t *fields,
                      size_t count)
{
    assert(count <= ASSIGNMENTS_MAX);
    redis_command_t command = {0};
    store_begin(self);
    store_add_relation(self, &command, write->pair);
    size_t start = self->scratch.size;
    keys_once_call(&self->scratch, write->pair.staff_id, write->call);
    store_add(self, &command, start);
    store_add_summaries(self, &command, write->pair.staff_id);
    if (superior != 0)
        store_add_relation(self, &command, (pair_t){write->pair.staff_id, superior});
    size_t keys = command.count;
    store_add_int(self, &command, TAKEOVER_ONCE_S);
    for (size_t i = 0; i < count; i++) {
        redis_add(&command, fields[i].name);
        redis_add(&command, fields[i].value);
    }
    gather_expect(write->gather);
    if (!redis_run(self->redis, &store_fields, keys, &command, take_outcome, write))
        gather_got(write->gather, REDIS_UNAVAILABLE);
}

static void add_note(store_t *self, redis_command_t *command, const write_t *write,
                     const follow_up_t *follow_up)
{
    size_t start = self->scratch.size;
    stored_write_note(&self->scratch, &(stored_note_t){follow_up->time, write->call, follow_up->note});
    store_add(self, command, start);
}

static void add_followed_keys(store_t *self, redis_command_t *command, const write_t *write)
{
    int64_t staff_id = write->pair.staff_id;
    store_add_relation(self, command, write->pair);
    size_t start = self->scratch.size;
    keys_fence(&self->scratch, staff_id, write->call);
    store_add(self, command, start);
    store_add_order(self, command, staff_id, RELATIONS_FOLLOW);
    store_add_order(self, command, staff_id, RELATIONS_FOLLOW_AGED);
    store_add_order(self, command, staff_id, RELATIONS_EXPECTED_PR);
    start = self->scratch.size;
    keys_notes(&self->scratch, staff_id, write->pair.customer_id);
    store_add(self, command, start);
}

void store_follow_up(store_t *self, write_t *write, const follow_up_t *follow_up)
{
    redis_command_t command = {0};
    store_begin(self);
    add_followed_keys(self, &command, write);
    if (follow_up->in_summary)
        store_add_summaries(self, &command, write->pair.staff_id);
    size_t keys = command.count;
    redis_add(&command, follow_up->field.name);
    redis_add(&command, follow_up->field.value);
    store_add_int(self, &command, follow_up->time);
    add_note(self, &command, write, follow_up);
    store_add_int(self, &command, write->tries > 0);
    gather_expect(write->gather);
    if (!redis_run(self->redis, &store_followed, keys, &command, take_outcome, write))
        gather_got(write->gather, REDIS_UNAVAILABLE);
}
