/* SPDX-License-Identifier: Apache-2.0 */
/* Reads ranges of the sorted indexes of a staff user's relations. */
#include "common/store/stored.h"
#include "services/crm/store_parts.h"

enum { EXPECTED_PR_MAX = 100 };
#define TIME_MAX INT64_C(253402300799999) /* ms: the last of the year 9999 */

extern const char lua_crm_tail[];
const redis_script_t store_tail = {.name = "crm_tail", .body = lua_crm_tail, .reads = true};

/* What stands behind a contact_sort_t: its own set, and for the sorts by time the one that tells who
 * has the time. */
typedef struct {
    relation_index_t index, aged;
    bool by_time;
} index_keys_t;

static const index_keys_t index_keys[] = {
    [SORT_EXPECTED_PR] = {RELATIONS_EXPECTED_PR, RELATIONS_CREATED, false},
    [SORT_FOLLOW] = {RELATIONS_FOLLOW, RELATIONS_FOLLOW_AGED, true},
    [SORT_ACTIVITY] = {RELATIONS_ACTIVITY, RELATIONS_ACTIVITY_AGED, true},
    [SORT_CREATED] = {RELATIONS_CREATED, RELATIONS_CREATED, false},
};

relation_index_t store_index_of(contact_sort_t sort)
{
    return index_keys[sort].index;
}

typedef struct {
    range_t *range;
    int64_t timed; /* members of the sort's own set */
    int64_t skip;  /* of the tail, before what is read next */
    text_t behind; /* the member that the last run has come to */
} walk_t;

bool store_take_member(member_t *member, text_t text)
{
    member->customer_id = keys_member_customer(text);
    if (member->customer_id == 0 || text.size > sizeof member->bytes)
        return false;
    member->source = keys_member_source(text);
    member->size = text.size;
    memcpy(member->bytes, text.data, text.size);
    return true;
}

/* Written by Redis from a double: whole, as we put it in. */
bool store_take_score(const redis_reply_t *reply, relation_index_t index, int64_t *score)
{
    const int64_t most = index == RELATIONS_EXPECTED_PR ? EXPECTED_PR_MAX : TIME_MAX;
    return stored_read_number(redis_text(reply), most, score);
}

/* Members, each with its score behind it; or of the tail, which have none, behind where it has come to. False
 * when one is corrupt. */
static bool take_members(range_t *range, const redis_reply_t *reply, bool scored)
{
    size_t step = scored ? 2 : 1, first = scored ? 0 : 1;
    for (size_t i = first; i + step <= reply->elements && range->count < (size_t)range->length; i += step) {
        member_t *member = &range->members[range->count];
        member->score = TIME_NONE;
        if (!store_take_member(member, redis_text(reply->element[i])) ||
            (scored && !store_take_score(reply->element[i + 1], store_index_of(range->sort), &member->score)))
            return false;
        range->count++;
    }
    return true;
}

static void index_foreign(job_t *job, relation_index_t index, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_INDEX, why, keys_relation_index, job->staff_id, index);
}

static const index_keys_t *keys_of(const walk_t *walk)
{
    return &index_keys[walk->range->sort];
}

static void send_tail(job_t *job, walk_t *walk);

static void take_tail(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements == 0 ||
        !take_members(walk->range, reply, false)) {
        index_foreign(job, keys_of(walk)->aged, reply);
        return;
    }
    walk->skip += (int64_t)reply->elements - 1;
    walk->behind = arena_copy(job->arena, redis_text(reply->element[0]));
    if (walk->behind.size > 0)
        send_tail(job, walk);
}

static void send_tail(job_t *job, walk_t *walk)
{
    const range_t *range = walk->range;
    command_t *command = job_command(job);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_CREATED);
    command_add(command, keys_relation_index, job->staff_id, keys_of(walk)->aged);
    command_end_keys(command);
    command_add_int(command, walk->skip);
    command_add_int(command, range->length - (int64_t)range->count);
    command_add_text(command, walk->behind);
    job_run(job, &store_tail, take_tail, walk);
}

static void take_range(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type != REDIS_REPLY_ARRAY || !take_members(walk->range, reply, true))
        index_foreign(job, keys_of(walk)->index, reply);
}

/* The tail is asked for when the page reaches into it. */
static void go_on(job_t *job, void *context)
{
    walk_t *walk = context;
    const range_t *range = walk->range;
    const bool reaches_tail = range->skip + (int64_t)range->count < range->total &&
                              range->skip + range->length > walk->timed && walk->timed < range->total;
    if (reaches_tail) {
        walk->skip = range->skip > walk->timed ? range->skip - walk->timed : 0;
        send_tail(job, walk);
    }
}

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        walk->range->total = reply->integer;
    else
        index_foreign(job, RELATIONS_CREATED, reply);
}

static void take_timed(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        walk->timed = reply->integer;
    else
        index_foreign(job, keys_of(walk)->index, reply);
}

static void count_index(job_t *job, walk_t *walk, relation_index_t index, job_take_fn *take)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZCARD");
    command_add(command, keys_relation_index, job->staff_id, index);
    job_send(job, take, walk);
}

void store_read_page(job_t *job, range_t *range)
{
    const index_keys_t *keys = &index_keys[range->sort];
    walk_t *walk = arena_new(job->arena, sizeof *walk);
    *walk = (walk_t){.range = range, .behind = TEXT_LITERAL("")};
    range->count = 0;
    range->scored = true;
    range->total = 0;
    count_index(job, walk, RELATIONS_CREATED, take_total);
    if (keys->by_time)
        count_index(job, walk, keys->index, take_timed);
    command_t *command = job_command(job);
    command_add_literal(command, "ZREVRANGE");
    command_add(command, keys_relation_index, job->staff_id, keys->index);
    command_add_int(command, range->skip);
    command_add_int(command, range->skip + range->length - 1);
    command_add_literal(command, "WITHSCORES");
    job_send(job, take_range, walk);
    if (keys->by_time)
        job_settle(job, go_on, walk);
}
