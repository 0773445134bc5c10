/* SPDX-License-Identifier: Apache-2.0 */
/* Customers' tags, who is bound to them, and the index of the tags that a staff user's customers bear. */
#include "services/crm/store_tags.h"

#include "common/store/once.h"
#include "common/store/stored.h"
#include "services/crm/store_parts.h"

extern const char lua_crm_add_tag[];
const redis_script_t store_add_tag = {.name = "crm_add_tag", .body = lua_crm_add_tag};
const redis_script_t store_index = {.name = "tags_index", .body = lua_tags_index};

/* ---- customers' tags ---- */

static command_t *begin_tagged(job_t *job, int64_t customer_id)
{
    command_t *command = job_command(job);
    command_add(command, keys_tagged, customer_id);
    command_add(command, keys_once_tagged, customer_id, job->call_id);
    command_end_keys(command);
    return command;
}

static void take_added(job_t *job, void *into, const redis_reply_t *reply)
{
    const int64_t *customer_id = into;
    if (store_take_outcome(job, reply, STATUS_NO_RELATION))
        return;
    begin_tagged(job, *customer_id);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_add_customer_tag(job_t *job, int64_t customer_id, int64_t company_id, int64_t tag_id)
{
    int64_t *copy = arena_new(job->arena, sizeof *copy);
    *copy = customer_id;
    command_t *command = begin_tagged(job, customer_id);
    command_add_int(command, company_id);
    command_add_int(command, tag_id);
    job_add_try(job, command);
    job_run(job, &store_add_tag, take_added, copy);
}

static text_t copy_text(job_t *job, const redis_reply_t *reply)
{
    return arena_copy(job->arena, redis_text(reply));
}

static bool read_tagged(job_t *job, const redis_reply_t *reply, tagged_t *tagged)
{
    if (!reply_is_array(reply, 3))
        return false;
    const bool own = reply->element[1]->type == REDIS_REPLY_STRING;
    id_list_t ids;
    int64_t version = 0;
    tagged->version = copy_text(job, reply->element[0]);
    tagged->list = copy_text(job, reply->element[own ? 1 : 2]);
    if (tagged->version.size == 0)
        tagged->version = TEXT_LITERAL("0");
    return stored_read_number(tagged->version, ID_MAX, &version) && tags_read(tagged->list, job->arena, &ids);
}

static void take_tagged(job_t *job, void *into, const redis_reply_t *reply)
{
    tagged_t *tagged = into;
    if (!read_tagged(job, reply, tagged))
        job_foreign(job, FOREIGN_TAGS, reply, keys_tagged, tagged->customer_id);
}

/* Reads a list of ids out of a reply. False when there is anything else in it. */
static bool read_ids(job_t *job, const redis_reply_t *reply, id_list_t *ids)
{
    if (reply->type != REDIS_REPLY_ARRAY)
        return false;
    int64_t *values = arena_new(job->arena, reply->elements * sizeof *values);
    for (size_t i = 0; i < reply->elements; i++)
        if (!stored_read_number(redis_text(reply->element[i]), ID_MAX, &values[i]) || values[i] == 0)
            return false;
    *ids = (id_list_t){values, reply->elements};
    return true;
}

typedef struct {
    int64_t customer_id;
    id_list_t *staff;
} bound_reading_t;

static void take_bound(job_t *job, void *into, const redis_reply_t *reply)
{
    const bound_reading_t *reading = into;
    if (!read_ids(job, reply, reading->staff))
        job_foreign(job, FOREIGN_TAGS, reply, keys_bound, reading->customer_id);
}

void store_read_bound(job_t *job, int64_t customer_id, id_list_t *staff)
{
    bound_reading_t *reading = arena_new(job->arena, sizeof *reading);
    *reading = (bound_reading_t){customer_id, staff};
    command_t *command = job_command(job);
    command_add_literal(command, "SMEMBERS");
    command_add(command, keys_bound, customer_id);
    job_send(job, take_bound, reading);
}

void store_read_tagged(job_t *job, int64_t company_id, tagged_t *tagged)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_tagged, tagged->customer_id);
    command_add_literal(command, TAGGED_VERSION);
    command_add_int(command, company_id);
    command_add_literal(command, "0");
    job_send(job, take_tagged, tagged);
    store_read_bound(job, tagged->customer_id, &tagged->staff);
}

/* ---- the index ---- */

typedef struct {
    int64_t staff_id, customer_id;
} indexing_t;

static command_t *begin_index(job_t *job, const indexing_t *indexing)
{
    command_t *command = job_command(job);
    command_add(command, keys_tags, indexing->staff_id);
    command_add(command, keys_tags_of, indexing->staff_id);
    command_add(command, keys_relation, indexing->staff_id, indexing->customer_id);
    command_end_keys(command);
    return command;
}

static void take_indexed(job_t *job, void *into, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_INTEGER)
        return;
    begin_index(job, into);
    job_foreign_keys(job, FOREIGN_SCRIPT, reply);
}

void store_index_tagged(job_t *job, int64_t staff_id, int64_t company_id, const tagged_t *tagged)
{
    indexing_t *indexing = arena_new(job->arena, sizeof *indexing);
    *indexing = (indexing_t){staff_id, tagged->customer_id};
    command_t *command = begin_index(job, indexing);
    command_add_int(command, tagged->customer_id);
    command_add_int(command, company_id);
    command_add_text(command, tagged->version);
    command_add_text(command, tagged->list);
    command_add_int(command, job->host->now());
    command_add_literal(command, "0");
    job_run(job, &store_index, take_indexed, indexing);
}

static bool read_borne(job_t *job, const redis_reply_t *reply, borne_list_t *borne)
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements % 2 != 0)
        return false;
    borne->count = reply->elements / 2;
    borne->tags = arena_new(job->arena, borne->count * sizeof *borne->tags);
    for (size_t i = 0; i < borne->count; i++) {
        borne_t *tag = &borne->tags[i];
        if (!stored_read_number(redis_text(reply->element[2 * i]), ID_MAX, &tag->id) ||
            !stored_read_number(redis_text(reply->element[2 * i + 1]), ID_MAX, &tag->count))
            return false;
    }
    return true;
}

static void take_borne(job_t *job, void *into, const redis_reply_t *reply)
{
    if (!read_borne(job, reply, into))
        job_foreign(job, FOREIGN_TAGS, reply, keys_tags, job->staff_id);
}

void store_read_borne(job_t *job, borne_list_t *borne)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZREVRANGE");
    command_add(command, keys_tags, job->staff_id);
    command_add_int(command, 0);
    command_add_int(command, -1);
    command_add_literal(command, "WITHSCORES");
    job_send(job, take_borne, borne);
}

typedef struct {
    int64_t tag_id;
    id_list_t *bearers;
} bearing_t;

static void take_bearers(job_t *job, void *into, const redis_reply_t *reply)
{
    const bearing_t *bearing = into;
    if (!read_ids(job, reply, bearing->bearers))
        job_foreign(job, FOREIGN_TAGS, reply, keys_tags_bearers, job->staff_id, bearing->tag_id);
}

void store_read_bearers(job_t *job, int64_t tag_id, int64_t most, id_list_t *bearers)
{
    bearing_t *bearing = arena_new(job->arena, sizeof *bearing);
    *bearing = (bearing_t){tag_id, bearers};
    command_t *command = job_command(job);
    command_add_literal(command, "ZREVRANGE");
    command_add(command, keys_tags_bearers, job->staff_id, tag_id);
    command_add_int(command, 0);
    command_add_int(command, most - 1);
    job_send(job, take_bearers, bearing);
}
