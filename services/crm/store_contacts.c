/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what contact pages show of the members of a stretch: a command for each kind of it, not one for each
 * member. */
#include "common/log.h"
#include "services/crm/store_inside.h"

enum { MEMBERS_AT_ONCE = 60 /* fits a redis_command_t */ };

typedef struct {
    contact_t *contacts;
    size_t count;
    arena_t *arena;
    gather_t *gather;
} contacts_read_t;

static void take_summaries(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const contacts_read_t *read = context;
    status = store_check_array(status, reply, read->count);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++) {
        if (reply->element[i]->type == REDIS_REPLY_NIL)
            continue;
        text_t summary = arena_copy(read->arena, redis_text(reply->element[i]));
        if (!summary_read(summary, &read->contacts[i].summary)) {
            log_event(LOG_ERROR, "unexpected data in redis", LOG_TEXT("kind", TEXT_LITERAL("summary")));
            status = REDIS_UNAVAILABLE;
        }
    }
    gather_got(read->gather, status);
}

static int64_t time_of(const redis_reply_t *score)
{
    return score->type == REDIS_REPLY_NIL ? TIME_NONE : redis_int(score);
}

static void take_follow(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const contacts_read_t *read = context;
    status = store_check_array(status, reply, read->count);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++)
        read->contacts[i].follow = time_of(reply->element[i]);
    gather_got(read->gather, status);
}

static void take_activity(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const contacts_read_t *read = context;
    status = store_check_array(status, reply, read->count);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++)
        read->contacts[i].activity = time_of(reply->element[i]);
    gather_got(read->gather, status);
}

static void take_expected_pr(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const contacts_read_t *read = context;
    status = store_check_array(status, reply, read->count);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++)
        if (reply->element[i]->type != REDIS_REPLY_NIL)
            read->contacts[i].expected_pr = redis_int(reply->element[i]);
    gather_got(read->gather, status);
}

static text_t member_text(const member_t *member)
{
    return (text_t){member->bytes, member->size};
}

static void read_scores(store_t *self, const stretch_t *stretch, const member_t *members,
                        relation_order_t order, contacts_read_t *read)
{
    static redis_reply_fn *const takers[] = {[RELATIONS_EXPECTED_PR] = take_expected_pr,
                                             [RELATIONS_FOLLOW] = take_follow,
                                             [RELATIONS_ACTIVITY] = take_activity};
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "ZMSCORE");
    store_add_order(self, &command, stretch->staff_id, order);
    for (size_t i = 0; i < read->count; i++)
        redis_add(&command, member_text(&members[i]));
    gather_expect(read->gather);
    store_send(self, &command, takers[order], read, read->gather);
}

static void read_summaries(store_t *self, const stretch_t *stretch, const member_t *members,
                           contacts_read_t *read)
{
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "HMGET");
    store_add_summaries(self, &command, stretch->staff_id);
    for (size_t i = 0; i < read->count; i++)
        redis_add(&command, keys_member_id(member_text(&members[i])));
    gather_expect(read->gather);
    store_send(self, &command, take_summaries, read, read->gather);
}

/* A block of the stretch from `start` on. */
static contacts_read_t *new_read(const stretch_t *stretch, size_t start, contact_t *contacts, arena_t *arena,
                                 gather_t *gather)
{
    size_t left = stretch->count - start;
    contacts_read_t *read = arena_new(arena, sizeof *read);
    *read = (contacts_read_t){contacts + start, left < MEMBERS_AT_ONCE ? left : MEMBERS_AT_ONCE, arena,
                              gather};
    return read;
}

void store_read_summaries(store_t *self, const stretch_t *stretch, contact_t *contacts, arena_t *arena,
                          gather_t *gather)
{
    for (size_t start = 0; start < stretch->count; start += MEMBERS_AT_ONCE)
        read_summaries(self, stretch, stretch->members + start,
                       new_read(stretch, start, contacts, arena, gather));
}

void store_read_contacts(store_t *self, const stretch_t *stretch, contact_t *contacts, arena_t *arena,
                         gather_t *gather)
{
    for (size_t start = 0; start < stretch->count; start += MEMBERS_AT_ONCE) {
        const member_t *members = stretch->members + start;
        contacts_read_t *read = new_read(stretch, start, contacts, arena, gather);
        read_summaries(self, stretch, members, read);
        read_scores(self, stretch, members, RELATIONS_EXPECTED_PR, read);
        read_scores(self, stretch, members, RELATIONS_FOLLOW, read);
        read_scores(self, stretch, members, RELATIONS_ACTIVITY, read);
    }
}
