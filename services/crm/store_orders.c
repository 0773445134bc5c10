/* SPDX-License-Identifier: Apache-2.0 */
/* Reads stretches of the orders of a staff user's relations. */
#include "common/stored.h"
#include "services/crm/store_inside.h"

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
    store_t *store;
    stretch_t *stretch;
    int64_t timed; /* members of the order's own set */
    int64_t skip;  /* of the tail, before what is read next */
    text_t behind; /* the member that the last run has come to */
    arena_t *arena;
    gather_t *gather;
} stretch_read_t;

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

static subject_t subject_of(const stretch_t *stretch, relation_order_t order)
{
    return (subject_t){FOREIGN_ORDER, .staff_id = stretch->staff_id, .order = order};
}

static void read_tail(stretch_read_t *read);

static void take_tail(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    const subject_t subject = subject_of(read->stretch, order_keys[read->stretch->order].aged);
    status = store_check_array(status, reply, SIZE_MAX, &subject);
    if (status == REDIS_OK && (reply->elements == 0 || !take_members(read->stretch, reply, false)))
        status = store_foreign(&subject, NULL);
    if (status == REDIS_OK) {
        read->skip += (int64_t)reply->elements - 1;
        read->behind = arena_copy(read->arena, redis_text(reply->element[0]));
        if (read->behind.size > 0) {
            read_tail(read);
            return;
        }
    }
    gather_got(read->gather, status);
}

static void read_tail(stretch_read_t *read)
{
    const stretch_t *stretch = read->stretch;
    store_t *self = read->store;
    redis_command_t command = {0};
    store_begin(self);
    store_add_order(self, &command, stretch->staff_id, RELATIONS_CREATED);
    store_add_order(self, &command, stretch->staff_id, order_keys[stretch->order].aged);
    store_add_int(self, &command, read->skip);
    store_add_int(self, &command, stretch->length - (int64_t)stretch->count);
    redis_add(&command, read->behind);
    if (!redis_run(self->redis, &store_tail, 2, &command, take_tail, read))
        gather_got(read->gather, REDIS_UNAVAILABLE);
}

/* The last of the three answers: the tail is asked for when the page reaches into it. */
static void take_range(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    stretch_t *stretch = read->stretch;
    const subject_t subject = subject_of(stretch, order_keys[stretch->order].order);
    status = store_check_array(status, reply, SIZE_MAX, &subject);
    if (status == REDIS_OK && !take_members(stretch, reply, true))
        status = store_foreign(&subject, NULL);
    if (status == REDIS_OK) {
        bool reaches_tail = stretch->skip + (int64_t)stretch->count < stretch->total &&
                            stretch->skip + stretch->length > read->timed && read->timed < stretch->total;
        if (order_keys[stretch->order].by_time && reaches_tail) {
            read->skip = stretch->skip > read->timed ? stretch->skip - read->timed : 0;
            read_tail(read);
            return;
        }
    }
    gather_got(read->gather, status);
}

static void take_total(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    const subject_t subject = subject_of(read->stretch, RELATIONS_CREATED);
    status = store_check(status, reply, &subject);
    if (status == REDIS_OK)
        read->stretch->total = redis_int(reply);
    gather_got(read->gather, status);
}

static void take_timed(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    const subject_t subject = subject_of(read->stretch, order_keys[read->stretch->order].order);
    status = store_check(status, reply, &subject);
    if (status == REDIS_OK)
        read->timed = redis_int(reply);
    gather_got(read->gather, status);
}

static void count_order(stretch_read_t *read, relation_order_t order, redis_reply_fn *done)
{
    redis_command_t command = {0};
    store_begin(read->store);
    redis_add_literal(&command, "ZCARD");
    store_add_order(read->store, &command, read->stretch->staff_id, order);
    gather_expect(read->gather);
    store_send(read->store, &command, done, read, read->gather);
}

void store_read_stretch(store_t *self, stretch_t *stretch, arena_t *arena, gather_t *gather)
{
    stretch_read_t *read = arena_new(arena, sizeof *read);
    *read = (stretch_read_t){
        .store = self, .stretch = stretch, .behind = TEXT_LITERAL(""), .arena = arena, .gather = gather};
    const order_keys_t *keys = &order_keys[stretch->order];
    stretch->count = 0;
    stretch->scored = true;
    stretch->total = 0;
    count_order(read, RELATIONS_CREATED, take_total);
    if (keys->by_time)
        count_order(read, keys->order, take_timed);
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "ZREVRANGE");
    store_add_order(self, &command, stretch->staff_id, keys->order);
    store_add_int(self, &command, stretch->skip);
    store_add_int(self, &command, stretch->skip + stretch->length - 1);
    redis_add_literal(&command, "WITHSCORES");
    gather_expect(gather);
    store_send(self, &command, take_range, read, gather);
}
