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

/* False when it is none. */
static bool read_outcome(job_t *job, const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_INTEGER)
        return false;
    job_refuse(job,
               reply->integer == WRITE_NO_RELATION ? STATUS_NO_RELATION : takeover_status(reply->integer));
    return true;
}

/* ---- fields ---- */

static command_t *begin_fields(job_t *job, const fields_t *fields)
{
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    command_add(command, keys_summaries, job->staff_id);
    if (fields->superior != 0)
        command_add(command, keys_relation, job->staff_id, fields->superior);
    command_end_keys(command);
    return command;
}

static void take_fields(job_t *job, void *into, const redis_reply_t *reply)
{
    if (read_outcome(job, reply))
        return;
    begin_fields(job, into);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_set_fields(job_t *job, fields_t *fields)
{
    assert(fields->count <= ASSIGNMENTS_MAX);
    command_t *command = begin_fields(job, fields);
    job_add_try(job, command);
    for (size_t i = 0; i < fields->count; i++) {
        command_add_text(command, fields->list[i].name);
        command_add_text(command, fields->list[i].value);
    }
    job_run(job, &store_fields, take_fields, fields);
}

/* ---- follow-ups ---- */

static command_t *begin_followed(job_t *job, const follow_up_t *follow_up)
{
    command_t *command = job_command(job);
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add(command, keys_order, job->staff_id, RELATIONS_FOLLOW);
    command_add(command, keys_order, job->staff_id, RELATIONS_FOLLOW_AGED);
    command_add(command, keys_order, job->staff_id, RELATIONS_EXPECTED_PR);
    command_add(command, keys_notes, job->staff_id, job->customer_id);
    if (follow_up->in_summary)
        command_add(command, keys_summaries, job->staff_id);
    command_end_keys(command);
    return command;
}

static void take_followed(job_t *job, void *into, const redis_reply_t *reply)
{
    if (read_outcome(job, reply))
        return;
    begin_followed(job, into);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_follow_up(job_t *job, follow_up_t *follow_up)
{
    const stored_note_t note = {follow_up->time, job->call_id, follow_up->note};
    command_t *command = begin_followed(job, follow_up);
    command_add_text(command, follow_up->field.name);
    command_add_text(command, follow_up->field.value);
    command_add_int(command, follow_up->time);
    command_add(command, stored_write_note, &note);
    job_add_try(job, command);
    job_run(job, &store_followed, take_followed, follow_up);
}

/* ---- tags ---- */

static command_t *begin_tags(job_t *job)
{
    command_t *command = job_command(job);
    command_add(command, keys_tagged, job->customer_id);
    command_add(command, keys_once_tagged, job->customer_id, job->call_id);
    command_end_keys(command);
    return command;
}

static void take_tags(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (read_outcome(job, reply))
        return;
    begin_tags(job);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_set_tags(job_t *job, int64_t company_id, text_t tags)
{
    command_t *command = begin_tags(job);
    command_add_int(command, company_id);
    command_add_text(command, tags);
    job_add_try(job, command);
    job_run(job, &store_tags, take_tags, NULL);
}
