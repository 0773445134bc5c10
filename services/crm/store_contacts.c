/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what contact pages show of the members of a stretch: a command for each kind of it, not one for each
 * member. */
#include "services/crm/store_parts.h"

enum { MEMBERS_AT_ONCE = 60 /* fits a redis_command_t */ };

typedef struct {
    contact_t *contacts;
    size_t count;
    int64_t staff_id;
    relation_order_t order; /* whose scores are read */
    arena_t *arena;
    gather_t *gather;
} contacts_read_t;

static void take_summaries(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const contacts_read_t *read = context;
    const subject_t subject = {FOREIGN_SUMMARY, .staff_id = read->staff_id};
    status = store_check_array(status, reply, read->count, &subject);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++) {
        if (reply->element[i]->type == REDIS_REPLY_NIL)
            continue;
        summary_t *summary = &read->contacts[i].summary;
        if (!summary_read(arena_copy(read->arena, redis_text(reply->element[i])), summary) ||
            !summary_is_sound(summary))
            status = store_foreign(&subject, NULL);
    }
    gather_got(read->gather, status);
}

static void set_score(contact_t *contact, relation_order_t order, int64_t score)
{
    if (order == RELATIONS_FOLLOW)
        contact->follow = score;
    else if (order == RELATIONS_ACTIVITY)
        contact->activity = score;
    else if (order == RELATIONS_EXPECTED_PR)
        contact->expected_pr = score;
}

static void take_scores(void *context, redis_status_t status, const redis_reply_t *reply)
{
    const contacts_read_t *read = context;
    const subject_t subject = {FOREIGN_ORDER, .staff_id = read->staff_id, .order = read->order};
    status = store_check_array(status, reply, read->count, &subject);
    for (size_t i = 0; status == REDIS_OK && i < read->count; i++) {
        int64_t score = TIME_NONE;
        const bool may_be_missing = read->order != RELATIONS_EXPECTED_PR;
        if (!(may_be_missing && reply->element[i]->type == REDIS_REPLY_NIL) &&
            !store_take_score(reply->element[i], read->order, &score))
            status = store_foreign(&subject, NULL);
        set_score(&read->contacts[i], read->order, score);
    }
    gather_got(read->gather, status);
}

static text_t member_text(const member_t *member)
{
    return (text_t){member->bytes, member->size};
}

static void read_scores(store_t *self, const stretch_t *stretch, const member_t *members,
                        contacts_read_t *read)
{
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "ZMSCORE");
    store_add_order(self, &command, stretch->staff_id, read->order);
    for (size_t i = 0; i < read->count; i++)
        redis_add(&command, member_text(&members[i]));
    gather_expect(read->gather);
    store_send(self, &command, take_scores, read, read->gather);
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

/* Reads by blocks that fit a command; `all` is the pattern of the blocks. */
static void read_blocks(store_t *self, const stretch_t *stretch, const contacts_read_t *all,
                        void (*read)(store_t *, const stretch_t *, const member_t *, contacts_read_t *))
{
    for (size_t start = 0; start < stretch->count; start += MEMBERS_AT_ONCE) {
        size_t left = stretch->count - start;
        contacts_read_t *block = arena_new(all->arena, sizeof *block);
        *block = *all;
        block->contacts += start;
        block->count = left < MEMBERS_AT_ONCE ? left : MEMBERS_AT_ONCE;
        read(self, stretch, stretch->members + start, block);
    }
}

void store_read_summaries(store_t *self, const stretch_t *stretch, contact_t *contacts, arena_t *arena,
                          gather_t *gather)
{
    contacts_read_t all = {
        .contacts = contacts, .staff_id = stretch->staff_id, .arena = arena, .gather = gather};
    read_blocks(self, stretch, &all, read_summaries);
}

void store_read_contacts(store_t *self, const stretch_t *stretch, contact_t *contacts, arena_t *arena,
                         gather_t *gather)
{
    static const relation_order_t orders[] = {RELATIONS_EXPECTED_PR, RELATIONS_FOLLOW, RELATIONS_ACTIVITY};
    contacts_read_t all = {
        .contacts = contacts, .staff_id = stretch->staff_id, .arena = arena, .gather = gather};
    read_blocks(self, stretch, &all, read_summaries);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        all.order = orders[i];
        if (!stretch->scored || all.order != store_order_of(stretch->order))
            read_blocks(self, stretch, &all, read_scores);
        else
            for (size_t j = 0; j < stretch->count; j++)
                set_score(&contacts[j], all.order, stretch->members[j].score);
    }
}
