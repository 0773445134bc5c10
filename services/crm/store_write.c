/* SPDX-License-Identifier: Apache-2.0 */
/* The writes to a relation: one script each, on the one slot of its staff user. */
#include <assert.h>

#include "common/stored.h"
#include "common/takeover.h"
#include "services/crm/store_inside.h"

/* Both begin alike: KEYS[1] the relation, KEYS[2] the record of the call, ARGV[1] for how long that is kept.
 */
#define SCRIPT_ONCE                                                                                          \
    "local member = redis.call('HGET', KEYS[1], '" REL_MEMBER "')\n"                                         \
    "if not member then return 0 end\n"                                                                      \
    "if redis.call('EXISTS', KEYS[2]) == 1 then return 1 end\n"
#define SCRIPT_REMEMBER "redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])\n"

/* KEYS[3]: the summaries. KEYS[4], if any: the relation of the superior. ARGV: field, value, field, value …
 */
const redis_script_t store_fields = {
    .name = "crm_fields",
    .body = SCRIPT_ONCE "if KEYS[4] and redis.call('HEXISTS', KEYS[4], '" REL_MEMBER
                        "') == 0 then return 0 end\n" SCRIPT_REMEMBER "local set, clear = {}, {}\n"
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

/* KEYS: the orders follow, follow aged and expected_pr, the notes, the summaries where the field is on them.
 * ARGV: field, value, time, note. */
const redis_script_t store_followed = {.name = "crm_followed",
                                       .body = SCRIPT_ONCE SCRIPT_REMEMBER
                                       "redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])\n"
                                       "if ARGV[2] == '" REL_EXPECTED_PR
                                       "' then redis.call('ZADD', KEYS[5], ARGV[3], member) end\n"
                                       "if redis.call('ZADD', KEYS[3], 'GT', ARGV[4], member) == 1 then "
                                       "redis.call('ZADD', KEYS[4], 0, member) end\n"
                                       "redis.call('RPUSH', KEYS[6], ARGV[5])\n"
                                       "if KEYS[7] then\n" SUMMARY_LUA("KEYS[1]", "KEYS[7]") "end\n"
                                                                                             "return 1\n"};

static void take_outcome(void *context, redis_status_t status, const redis_reply_t *reply)
{
    write_t *write = context;
    status = store_check(status, reply);
    if (status == REDIS_OK)
        write->outcome = redis_int(reply) == WRITE_DONE ? WRITE_DONE : WRITE_NO_RELATION;
    gather_got(write->gather, status);
}

static void add_guarded_keys(store_t *self, redis_command_t *command, const write_t *write)
{
    store_begin(self);
    store_add_relation(self, command, write->pair);
    size_t start = self->scratch.size;
    keys_once_call(&self->scratch, write->pair.staff_id, write->call);
    store_add(self, command, start);
}

void store_set_fields(store_t *self, write_t *write, int64_t superior, const assignment_t *fields,
                      size_t count)
{
    assert(count <= ASSIGNMENTS_MAX);
    redis_command_t command = {0};
    add_guarded_keys(self, &command, write);
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

static void add_note(store_t *self, redis_command_t *command, const follow_up_t *follow_up)
{
    stored_note_t note = {follow_up->time, follow_up->note};
    size_t start = self->scratch.size;
    stored_write_note(&self->scratch, &note);
    store_add(self, command, start);
}

void store_follow_up(store_t *self, write_t *write, const follow_up_t *follow_up)
{
    int64_t staff_id = write->pair.staff_id;
    redis_command_t command = {0};
    add_guarded_keys(self, &command, write);
    store_add_order(self, &command, staff_id, RELATIONS_FOLLOW);
    store_add_order(self, &command, staff_id, RELATIONS_FOLLOW_AGED);
    store_add_order(self, &command, staff_id, RELATIONS_EXPECTED_PR);
    size_t start = self->scratch.size;
    keys_notes(&self->scratch, staff_id, write->pair.customer_id);
    store_add(self, &command, start);
    if (follow_up->in_summary)
        store_add_summaries(self, &command, staff_id);
    size_t keys = command.count;
    store_add_int(self, &command, TAKEOVER_ONCE_S);
    redis_add(&command, follow_up->field.name);
    redis_add(&command, follow_up->field.value);
    store_add_int(self, &command, follow_up->time);
    add_note(self, &command, follow_up);
    gather_expect(write->gather);
    if (!redis_run(self->redis, &store_followed, keys, &command, take_outcome, write))
        gather_got(write->gather, REDIS_UNAVAILABLE);
}
