/* SPDX-License-Identifier: Apache-2.0 */
/* The writes: one script each, on the one slot of a staff user or, for tags, of a customer. */
#include <assert.h>

#include "common/row_time.h"
#include "common/stored.h"
#include "common/takeover.h"
#include "services/crm/store_parts.h"

/* Scripts return it, 1 for done, or a number of common/takeover.h. */
enum { WRITE_NO_RELATION = 0 };

/* KEYS: the relation, the record of the call, the summaries, the relation of the superior if there is one.
 * ARGV: issued, tries, then field, value, field, value … Every try leaves the stamp, so that a late one does
 * not undo what was issued after it, even if no other try of it was applied. */
#define FIELDS_BEGIN                                                                                         \
    "local rel, once, summaries, superior = unpack(KEYS)\n"                                                  \
    "local issued, tries = ARGV[1], ARGV[2]\n"                                                               \
    "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', '" REL_EDITED "')\n"                        \
    "redis.call('HLEN', summaries)\n" /* ends here when it is none of ours: nothing is changed */            \
    "local stamp = relation[2]\n"                                                                            \
    "if not relation[1] then return 0 end\n"                                                                 \
    "if redis.call('EXISTS', once) == 1 then return 1 end\n"

#define FIELDS_SET                                                                                           \
    "if superior and redis.call('HEXISTS', superior, '" REL_MEMBER "') == 0 then return 0 end\n"             \
    "redis.call('SET', once, '1', 'EX', " TAKEOVER_ONCE_S ")\n"                                              \
    "local set, clear = {}, {}\n"                                                                            \
    "for i = 3, #ARGV, 2 do\n"                                                                               \
    "  if ARGV[i + 1] == '' then\n"                                                                          \
    "    clear[#clear + 1] = ARGV[i]\n"                                                                      \
    "  else\n"                                                                                               \
    "    set[#set + 1] = ARGV[i]\n"                                                                          \
    "    set[#set + 1] = ARGV[i + 1]\n"                                                                      \
    "  end\n"                                                                                                \
    "end\n"                                                                                                  \
    "if #set > 0 then redis.call('HSET', rel, unpack(set)) end\n"                                            \
    "if #clear > 0 then redis.call('HDEL', rel, unpack(clear)) end\n"

const redis_script_t store_fields = {.name = "crm_fields",
                                     .body = FIELDS_BEGIN TAKEOVER_JUDGE TAKEOVER_STAMP("rel", REL_EDITED)
                                         FIELDS_SET SUMMARY_LUA("rel", "summaries") "return 1\n"};

/* The summaries are given where the field is one of them. */
#define FOLLOWED_BEGIN                                                                                       \
    "local rel, follow, aged, chances, notes, summaries = unpack(KEYS)\n"                                    \
    "local field, value, now, note, issued, tries = unpack(ARGV)\n"                                          \
    "local relation = redis.call('HMGET', rel, '" REL_MEMBER "', '" REL_FENCED "')\n"                        \
    "local member, stamp = relation[1], relation[2]\n"                                                       \
    "if not member then return 0 end\n"

#define FOLLOWED_LOOK TAKEOVER_LOOK("notes", "1", "note", "1")
#define FOLLOWED_FENCE TAKEOVER_FENCE("rel", REL_FENCED)

#define FOLLOWED_APPLY                                                                                       \
    "redis.call('HSET', rel, field, value)\n"                                                                \
    "if field == '" REL_EXPECTED_PR "' then redis.call('ZADD', chances, value, member) end\n"                \
    "move(follow, aged, member, now)\n"                                                                      \
    "redis.call('RPUSH', notes, note)\n"                                                                     \
    "if summaries then\n" SUMMARY_LUA("rel", "summaries") "end\n"                                            \
                                                          "return 1\n"

/* Ends the script when a key is of another type, before anything is changed. */
#define FOLLOWED_TYPES                                                                                       \
    "for _, set in ipairs({follow, aged, chances}) do redis.call('ZSCORE', set, member) end\n"               \
    "redis.call('LLEN', notes)\n"                                                                            \
    "if summaries then redis.call('HLEN', summaries) end\n"

const redis_script_t store_followed = {.name = "crm_followed",
                                       .body = ROW_TIME_LUA FOLLOWED_BEGIN FOLLOWED_TYPES TAKEOVER_JUDGE
                                           FOLLOWED_LOOK FOLLOWED_FENCE FOLLOWED_APPLY};

/* KEYS: the tags of a customer, the record of the call. As with fields every try leaves the stamp. */
#define TAGS_BEGIN                                                                                           \
    "local tagged, once = unpack(KEYS)\n"                                                                    \
    "local company, tags, issued, tries = unpack(ARGV)\n"                                                    \
    "local stamp = redis.call('HGET', tagged, '" TAGGED_EDITED "')\n"                                        \
    "if redis.call('EXISTS', once) == 1 then return 1 end\n"

#define TAGS_SET                                                                                             \
    "redis.call('SET', once, '1', 'EX', " TAKEOVER_ONCE_S ")\n"                                              \
    "redis.call('HSET', tagged, company, tags)\n"                                                            \
    "return 1\n"

const redis_script_t store_tags = {
    .name = "crm_tags", .body = TAGS_BEGIN TAKEOVER_JUDGE TAKEOVER_STAMP("tagged", TAGGED_EDITED) TAGS_SET};

static void take_outcome(void *context, redis_status_t status, const redis_reply_t *reply)
{
    write_t *write = context;
    const subject_t subject = {FOREIGN_SCRIPT, .staff_id = write->pair.staff_id,
                               .customer_id = write->pair.customer_id};
    status = store_check(status, reply, &subject);
    if (status == REDIS_OK && reply->type != REDIS_REPLY_INTEGER)
        status = store_foreign(&subject, reply);
    if (status == REDIS_OK)
        write->status = reply->integer == WRITE_NO_RELATION ? STATUS_NO_RELATION
                                                            : takeover_status(reply->integer);
    gather_got(write->gather, status);
}

static void add_try(store_t *self, redis_command_t *command, const write_t *write)
{
    store_add_int(self, command, write->issued);
    store_add_int(self, command, write->tries);
}

static void run(store_t *self, const redis_script_t *script, size_t keys, const redis_command_t *command,
                write_t *write)
{
    gather_expect(write->gather);
    if (!redis_run(self->redis, script, keys, command, take_outcome, write))
        gather_got(write->gather, REDIS_UNAVAILABLE);
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
    add_try(self, &command, write);
    for (size_t i = 0; i < count; i++) {
        redis_add(&command, fields[i].name);
        redis_add(&command, fields[i].value);
    }
    run(self, &store_fields, keys, &command, write);
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
    store_add_order(self, command, staff_id, RELATIONS_FOLLOW);
    store_add_order(self, command, staff_id, RELATIONS_FOLLOW_AGED);
    store_add_order(self, command, staff_id, RELATIONS_EXPECTED_PR);
    size_t start = self->scratch.size;
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
    add_try(self, &command, write);
    run(self, &store_followed, keys, &command, write);
}

void store_set_tags(store_t *self, write_t *write, int64_t company_id, text_t tags)
{
    redis_command_t command = {0};
    store_begin(self);
    store_add_tagged(self, &command, write->pair.customer_id);
    size_t start = self->scratch.size;
    keys_once_tagged(&self->scratch, write->pair.customer_id, write->call);
    store_add(self, &command, start);
    store_add_int(self, &command, company_id);
    redis_add(&command, tags);
    add_try(self, &command, write);
    run(self, &store_tags, 2, &command, write);
}
