/* SPDX-License-Identifier: Apache-2.0 */
/* Reads stretches of the orders of a staff user's relations. */
#include "services/crm/store_inside.h"

enum { TIMES_AT_ONCE = 60 /* fits a redis_command_t */ };

/* Those without the time: the members of `created` that are not in `aged`, newest first, from the ARGV[1]-th,
 * ARGV[2] of them. Both sets have score 0 throughout, so that both go by the member: among the first r of
 * `created` there are as many of them as r less those of `aged` that are as new, which is counted in O(log
 * n). So the place where the k-th stands is searched for by halving; from there on blocks are read as long as
 * they yield something. */
const redis_script_t store_tail = {
    .name = "crm_tail",
    .body = "local created, aged = KEYS[1], KEYS[2]\n"
            "local skip, left = tonumber(ARGV[1]), tonumber(ARGV[2])\n"
            "local n, block, found = redis.call('ZCARD', created), 32, {}\n"
            "local function place(k)\n" /* of the first rank that has more than k of them up to it */
            "  local low, high = k, n - 1\n"
            "  while low < high do\n"
            "    local middle = math.floor((low + high) / 2)\n"
            "    local member = redis.call('ZREVRANGE', created, middle, middle)[1]\n"
            "    if middle + 1 - redis.call('ZLEXCOUNT', aged, '[' .. member, '+') > k then high = middle\n"
            "    else low = middle + 1 end\n"
            "  end\n"
            "  return low\n"
            "end\n"
            "if skip >= n - redis.call('ZCARD', aged) then return found end\n"
            "local rank = place(skip)\n"
            "while left > 0 and rank < n do\n"
            "  local members = redis.call('ZREVRANGE', created, rank, rank + block - 1)\n"
            "  local times = redis.call('ZMSCORE', aged, unpack(members))\n"
            "  local before = left\n"
            "  for i, member in ipairs(members) do\n"
            "    if not times[i] and left > 0 then found[#found + 1] = member; left = left - 1 end\n"
            "  end\n"
            "  rank = rank + block\n"
            "  if left == before then rank = math.max(rank, place(skip + #found)) end\n"
            "end\n"
            "return found\n",
    .reads = true};

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

typedef struct {
    store_t *store;
    stretch_t *stretch;
    int64_t timed; /* members of the order's own set */
    gather_t *gather;
} stretch_read_t;

static void take_members(stretch_t *stretch, const redis_reply_t *reply)
{
    for (size_t i = 0; i < reply->elements && stretch->count < (size_t)stretch->length; i++) {
        member_t *member = &stretch->members[stretch->count];
        text_t text = redis_text(reply->element[i]);
        member->customer_id = keys_member_customer(text);
        if (member->customer_id == 0 || text.size > sizeof member->bytes)
            continue;
        member->size = text.size;
        memcpy(member->bytes, text.data, text.size);
        stretch->count++;
    }
}

static void take_tail(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    status = store_check_array(status, reply, SIZE_MAX);
    if (status == REDIS_OK)
        take_members(read->stretch, reply);
    gather_got(read->gather, status);
}

static void read_tail(stretch_read_t *read)
{
    const stretch_t *stretch = read->stretch;
    store_t *self = read->store;
    int64_t skip = stretch->skip > read->timed ? stretch->skip - read->timed : 0;
    redis_command_t command = {0};
    store_begin(self);
    store_add_order(self, &command, stretch->staff_id, RELATIONS_CREATED);
    store_add_order(self, &command, stretch->staff_id, order_keys[stretch->order].aged);
    store_add_int(self, &command, skip);
    store_add_int(self, &command, stretch->length - (int64_t)stretch->count);
    if (!redis_run(self->redis, &store_tail, 2, &command, take_tail, read))
        gather_got(read->gather, REDIS_UNAVAILABLE);
}

/* The last of the three answers: the tail is asked for when the page reaches into it. */
static void take_range(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    stretch_t *stretch = read->stretch;
    status = store_check_array(status, reply, SIZE_MAX);
    if (status == REDIS_OK) {
        take_members(stretch, reply);
        bool reaches_tail = stretch->skip + (int64_t)stretch->count < stretch->total &&
                            stretch->skip + stretch->length > read->timed && read->timed < stretch->total;
        if (order_keys[stretch->order].by_time && reaches_tail) {
            read_tail(read);
            return;
        }
    }
    gather_got(read->gather, status);
}

static void take_total(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    status = store_check(status, reply);
    if (status == REDIS_OK)
        read->stretch->total = redis_int(reply);
    gather_got(read->gather, status);
}

static void take_timed(void *context, redis_status_t status, const redis_reply_t *reply)
{
    stretch_read_t *read = context;
    status = store_check(status, reply);
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
    *read = (stretch_read_t){.store = self, .stretch = stretch, .gather = gather};
    const order_keys_t *keys = &order_keys[stretch->order];
    stretch->count = 0;
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
    gather_expect(gather);
    store_send(self, &command, take_range, read, gather);
}

typedef struct {
    relation_t *relations;
    size_t count;
    bool follow; /* else activity */
    gather_t *gather;
} times_read_t;

static void take_times(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const times_read_t *read = context;
    status = store_check_array(status, reply, read->count);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++) {
        relation_t *relation = &read->relations[i];
        int64_t time = reply->element[i]->type == REDIS_REPLY_NIL ? TIME_NONE : redis_int(reply->element[i]);
        *(read->follow ? &relation->follow : &relation->activity) = time;
    }
    gather_got(read->gather, status);
}

static void read_some_times(store_t *self, const stretch_t *stretch, size_t start, times_read_t *read)
{
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "ZMSCORE");
    store_add_order(self, &command, stretch->staff_id, read->follow ? RELATIONS_FOLLOW : RELATIONS_ACTIVITY);
    for (size_t i = start; i < start + read->count; i++)
        redis_add(&command, (text_t){stretch->members[i].bytes, stretch->members[i].size});
    gather_expect(read->gather);
    store_send(self, &command, take_times, read, read->gather);
}

void store_read_times(store_t *self, const stretch_t *stretch, relation_t *relations, arena_t *arena,
                      gather_t *gather)
{
    for (size_t start = 0; start < stretch->count; start += TIMES_AT_ONCE) {
        size_t left = stretch->count - start;
        size_t count = left < TIMES_AT_ONCE ? left : TIMES_AT_ONCE;
        for (int follow = 0; follow < 2; follow++) {
            times_read_t *read = arena_new(arena, sizeof *read);
            *read = (times_read_t){relations + start, count, follow, gather};
            read_some_times(self, stretch, start, read);
        }
    }
}
