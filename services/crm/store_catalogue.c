/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the catalogues that a company sees, and makes new tags. */
#include "common/store/once.h"
#include "proto/records.h"
#include "services/crm/store_parts.h"
#include "services/crm/store_tags.h"

extern const char lua_crm_reserve[], lua_crm_commit[];
const redis_script_t store_next_id = {.name = "next_id", .body = lua_store_next_id};
const redis_script_t store_reserve = {.name = "crm_reserve", .body = lua_crm_reserve};
const redis_script_t store_commit = {.name = "crm_commit", .body = lua_crm_commit};

/* ---- catalogues ---- */

typedef struct {
    job_t *job;
    int64_t company_id;
    catalogue_t *catalogue;
} reading_t;

static void take_catalogue(void *context, cache_status_t status, text_t value)
{
    const reading_t *reading = context;
    job_t *job = reading->job;
    if (status == CACHE_FOUND &&
        !catalogue_read(arena_copy(job->arena, value), job->arena, reading->catalogue))
        job_foreign(job, FOREIGN_CATALOGUE, NULL, keys_catalogue, reading->company_id);
    job_got(job, status == CACHE_UNAVAILABLE ? REDIS_UNAVAILABLE
                 : status == CACHE_FOREIGN   ? REDIS_FOREIGN
                                             : REDIS_OK);
}

static void read_catalogue(job_t *job, int64_t company_id, catalogue_t *catalogue)
{
    enum { ROOM = 64 };
    char room[ROOM];
    buffer_t key = {room, 0, ROOM};
    reading_t *reading = arena_new(job->arena, sizeof *reading);
    *reading = (reading_t){job, company_id, catalogue};
    keys_catalogue(&key, company_id);
    job_expect(job);
    cache_get(job->host->profiles, buffer_text(&key), take_catalogue, reading);
}

void store_read_catalogues(job_t *job, int64_t company_id, tags_seen_t *seen)
{
    read_catalogue(job, 0, &seen->stock);
    if (company_id != 0)
        read_catalogue(job, company_id, &seen->own);
}

/* ---- a new tag ---- */

static command_t *begin_ids(job_t *job)
{
    command_t *command = job_command(job);
    command_add(command, keys_ids, TEXT_LITERAL("tag"));
    command_add(command, keys_next, TEXT_LITERAL("tag"));
    command_end_keys(command);
    return command;
}

static void take_ids(job_t *job, void *into, const redis_reply_t *reply)
{
    new_tag_t *tag = into;
    if (reply->type == REDIS_REPLY_INTEGER && reply->integer > 0) {
        tag->first_id = reply->integer;
        return;
    }
    begin_ids(job);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_take_tag_ids(job_t *job, new_tag_t *tag)
{
    command_t *command = begin_ids(job);
    command_add_int(command, NEW_TAG_IDS);
    job_run(job, &store_next_id, take_ids, tag);
}

static command_t *begin_catalogue(job_t *job, const new_tag_t *tag)
{
    command_t *command = job_command(job);
    command_add(command, keys_catalogue, tag->company_id);
    command_end_keys(command);
    return command;
}

static void take_reserved(job_t *job, void *into, const redis_reply_t *reply)
{
    new_tag_t *tag = into;
    if (reply_is_array(reply, 2)) {
        tag->id = redis_int(reply->element[0]);
        tag->group_id = redis_int(reply->element[1]);
    } else if (reply_is_number(reply, CATALOGUE_FULL)) {
        job_refuse(job, STATUS_TAGS_FULL);
    } else if (!store_take_outcome(job, reply, STATUS_TAG_EXISTS)) {
        begin_catalogue(job, tag);
        job_foreign_keys(job, FOREIGN_SCRIPT, reply);
    }
}

void store_reserve_tag(job_t *job, new_tag_t *tag)
{
    command_t *command = begin_catalogue(job, tag);
    command_add(command, catalogue_write_call, job->call_id);
    job_add_try(job, command);
    command_add_int(command, tag->first_id);
    command_add_int(command, tag->stock_group);
    command_add_text(command, tag->name);
    job_run(job, &store_reserve, take_reserved, tag);
}

static void take_committed(job_t *job, void *into, const redis_reply_t *reply)
{
    if (store_take_outcome(job, reply, STATUS_DEADLINE))
        return;
    begin_catalogue(job, into);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_commit_tag(job_t *job, new_tag_t *tag)
{
    command_t *command = begin_catalogue(job, tag);
    command_add(command, catalogue_write_call, job->call_id);
    command_add_int(command, tag->id);
    job_run(job, &store_commit, take_committed, tag);
}

static void take_listed(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type != REDIS_REPLY_INTEGER)
        job_foreign(job, FOREIGN_TAGS, reply, keys_ids, TEXT_LITERAL("tag"));
}

void store_list_tag(job_t *job, const new_tag_t *tag)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZADD");
    command_add(command, keys_ids, TEXT_LITERAL("tag"));
    command_add_int(command, tag->id);
    command_add_int(command, tag->id);
    if (tag->group_id != 0) {
        command_add_int(command, tag->group_id);
        command_add_int(command, tag->group_id);
    }
    job_send_durable(job, take_listed, NULL);
}

/* Nothing or OK: whatever stands there is for leidactl to judge. */
static void take_written(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)job;
    (void)into;
    (void)reply;
}

/* With every field that it has. */
static void write_profile(job_t *job, tag_profile_t profile)
{
    for (size_t i = 0; i < tag_profile_table.count; i++)
        profile.record.present |= UINT64_C(1) << i;
    if (profile.parent_id == 0)
        profile.record.present &= ~(UINT64_C(1)
                                    << field_index(&tag_profile_table, TEXT_LITERAL("parent_id")));
    buffer_t *bytes = job_scratch(job);
    record_encode(bytes, &tag_profile_table, &profile.record);
    command_t *command = job_command(job);
    command_add_literal(command, "SET");
    command_add(command, keys_tag, profile.id);
    command_add_text(command, buffer_text(bytes));
    command_add_literal(command, "NX");
    job_send_durable(job, take_written, NULL);
}

void store_write_tag(job_t *job, const new_tag_t *tag)
{
    const int64_t group_id = tag->group_id != 0 ? tag->group_id : tag->stock_group;
    write_profile(
        job, (tag_profile_t){
                 .id = tag->id, .parent_id = group_id, .company_id = tag->company_id, .name = tag->name});
    if (tag->group_id != 0)
        write_profile(job, (tag_profile_t){.id = tag->group_id,
                                           .company_id = tag->company_id,
                                           .name = TEXT_LITERAL(CATALOGUE_CUSTOM)});
}
