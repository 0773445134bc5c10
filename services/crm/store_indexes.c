/* SPDX-License-Identifier: Apache-2.0 */
/* Reads stretches of the orders of a staff user's relations. */
#include "common/store/stored.h"
#include "services/crm/store_parts.h"

enum { EXPECTED_PR_MAX = 100 };
#define TIME_MAX INT64_C(253402300799999) /* ms: the last of the year 9999 */

extern const char lua_crm_tail[];
const redis_script_t store_tail = {.name = "crm_tail", .body = lua_crm_tail, .reads = true};

/* What stands behind a contact_order_t: the order's own set, and for the time orders the one that tells who
 * has the time. */
typedef struct {
    relation_order_t order, aged;
    bool by_time;
} order_keys_t;

static const order_keys_t order_keys[] = {
    [ORDER_EXPECTED_PR] = {RELATIONS_EXPECTED_PR, RELATIONS_CREATED, false},
    [ORDER_FOLLOW] = {RELATIONS_FOLLOW, RELATIONS_FOLLOW_AGED, true},
    [ORDER_ACTIVITY] = {RELATIONS_ACTIVITY, RELATIONS_ACTIVITY_AGED, true},
    [ORDER_CREATED] = {RELATIONS_CREATED, RELATIONS_CREATED, false},
};

relation_order_t store_order_of(contact_order_t order)
{
    return order_keys[order].order;
}

typedef struct {
    stretch_t *stretch;
    int64_t timed; /* members of the order's own set */
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
bool store_take_score(const redis_reply_t *reply, relation_order_t order, int64_t *score)
{
    const int64_t most = order == RELATIONS_EXPECTED_PR ? EXPECTED_PR_MAX : TIME_MAX;
    return stored_read_number(redis_text(reply), most, score);
}

/* Members, each with its score behind it; or of the tail, which have none, behind where it has come to. False
 * when one is none of ours. */
static bool take_members(stretch_t *stretch, const redis_reply_t *reply, bool scored)
{
    size_t step = scored ? 2 : 1, first = scored ? 0 : 1;
    for (size_t i = first; i + step <= reply->elements && stretch->count < (size_t)stretch->length;
         i += step) {
        member_t *member = &stretch->members[stretch->count];
        member->score = TIME_NONE;
        if (!store_take_member(member, redis_text(reply->element[i])) ||
            (scored &&
             !store_take_score(reply->element[i + 1], store_order_of(stretch->order), &member->score)))
            return false;
        stretch->count++;
    }
    return true;
}

static void order_foreign(job_t *job, relation_order_t order, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_ORDER, why, keys_order, job->staff_id, order);
}

static const order_keys_t *keys_of(const walk_t *walk)
{
    return &order_keys[walk->stretch->order];
}

static void send_tail(job_t *job, walk_t *walk);

static void take_tail(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements == 0 ||
        !take_members(walk->stretch, reply, false)) {
        order_foreign(job, keys_of(walk)->aged, reply);
        return;
    }
    walk->skip += (int64_t)reply->elements - 1;
    walk->behind = arena_copy(job->arena, redis_text(reply->element[0]));
    if (walk->behind.size > 0)
        send_tail(job, walk);
}

static void send_tail(job_t *job, walk_t *walk)
{
    const stretch_t *stretch = walk->stretch;
    command_t *command = job_command(job);
    command_add(command, keys_order, job->staff_id, RELATIONS_CREATED);
    command_add(command, keys_order, job->staff_id, keys_of(walk)->aged);
    command_end_keys(command);
    command_add_int(command, walk->skip);
    command_add_int(command, stretch->length - (int64_t)stretch->count);
    command_add_text(command, walk->behind);
    job_run(job, &store_tail, take_tail, walk);
}

/* The last of the three answers: the tail is asked for when the page reaches into it. */
static void take_range(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    stretch_t *stretch = walk->stretch;
    if (reply->type != REDIS_REPLY_ARRAY || !take_members(stretch, reply, true)) {
        order_foreign(job, keys_of(walk)->order, reply);
        return;
    }
    const bool reaches_tail = stretch->skip + (int64_t)stretch->count < stretch->total &&
                              stretch->skip + stretch->length > walk->timed && walk->timed < stretch->total;
    if (keys_of(walk)->by_time && reaches_tail) {
        walk->skip = stretch->skip > walk->timed ? stretch->skip - walk->timed : 0;
        send_tail(job, walk);
    }
}

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        walk->stretch->total = reply->integer;
    else
        order_foreign(job, RELATIONS_CREATED, reply);
}

static void take_timed(job_t *job, void *into, const redis_reply_t *reply)
{
    walk_t *walk = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        walk->timed = reply->integer;
    else
        order_foreign(job, keys_of(walk)->order, reply);
}

static void count_order(job_t *job, walk_t *walk, relation_order_t order, job_take_fn *take)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZCARD");
    command_add(command, keys_order, job->staff_id, order);
    job_send(job, take, walk);
}

void store_read_page(job_t *job, stretch_t *stretch)
{
    const order_keys_t *keys = &order_keys[stretch->order];
    walk_t *walk = arena_new(job->arena, sizeof *walk);
    *walk = (walk_t){.stretch = stretch, .behind = TEXT_LITERAL("")};
    stretch->count = 0;
    stretch->scored = true;
    stretch->total = 0;
    count_order(job, walk, RELATIONS_CREATED, take_total);
    if (keys->by_time)
        count_order(job, walk, keys->order, take_timed);
    command_t *command = job_command(job);
    command_add_literal(command, "ZREVRANGE");
    command_add(command, keys_order, job->staff_id, keys->order);
    command_add_int(command, stretch->skip);
    command_add_int(command, stretch->skip + stretch->length - 1);
    command_add_literal(command, "WITHSCORES");
    job_send(job, take_range, walk);
}
