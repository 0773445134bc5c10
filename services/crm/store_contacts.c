/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what contact pages show of the members of a range: a command for each kind of it, not one for each
 * member. */
#include "services/crm/store_parts.h"
#include "services/crm/tags.h"

enum { MEMBERS_AT_ONCE = 60 /* fits a redis_command_t */ };

/* What is read of so many members, into their contacts. */
typedef struct {
    const member_t *members;
    contact_t *contacts;
    size_t count;
    relation_index_t index; /* whose scores are read */
} block_t;

static bool read_summary(job_t *job, const redis_reply_t *reply, summary_t *summary)
{
    return reply->type == REDIS_REPLY_NIL ||
           (summary_read(arena_copy(job->arena, redis_text(reply)), summary) && summary_is_sound(summary));
}

static void summaries_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_SUMMARY, why, keys_summaries, job->staff_id);
}

static void take_summaries(job_t *job, void *into, const redis_reply_t *reply)
{
    const block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = read_summary(job, reply->element[i], &block->contacts[i].summary);
    if (!good)
        summaries_foreign(job, reply);
}

static void set_score(contact_t *contact, relation_index_t index, int64_t score)
{
    if (index == RELATIONS_FOLLOW)
        contact->follow = score;
    else if (index == RELATIONS_ACTIVITY)
        contact->activity = score;
    else if (index == RELATIONS_EXPECTED_PR)
        contact->expected_pr = score;
}

static bool read_score(const redis_reply_t *reply, relation_index_t index, contact_t *contact)
{
    const bool may_be_missing = index != RELATIONS_EXPECTED_PR;
    int64_t score = TIME_NONE;
    if (!(may_be_missing && reply->type == REDIS_REPLY_NIL) && !store_take_score(reply, index, &score))
        return false;
    set_score(contact, index, score);
    return true;
}

static void take_scores(job_t *job, void *into, const redis_reply_t *reply)
{
    const block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = read_score(reply->element[i], block->index, &block->contacts[i]);
    if (!good)
        job_foreign(job, FOREIGN_INDEX, reply, keys_relation_index, job->staff_id, block->index);
}

static text_t member_text(const member_t *member)
{
    return (text_t){member->bytes, member->size};
}

static void send_scores(job_t *job, block_t *block)
{
    command_t *command = job_command(job);
    command_add_literal(command, "ZMSCORE");
    command_add(command, keys_relation_index, job->staff_id, block->index);
    for (size_t i = 0; i < block->count; i++)
        command_add_text(command, member_text(&block->members[i]));
    job_send(job, take_scores, block);
}

/* Of a hash by customer id what it has of the block's members. */
static void send_hash(job_t *job, block_t *block, void (*key)(buffer_t *, int64_t), job_take_fn *take)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, key, job->staff_id);
    for (size_t i = 0; i < block->count; i++)
        command_add_text(command, keys_member_id(member_text(&block->members[i])));
    job_send(job, take, block);
}

static void send_summaries(job_t *job, block_t *block)
{
    send_hash(job, block, keys_summaries, take_summaries);
}

/* Takes a number and the colon behind it off the front. */
static bool take_number(text_t *rest, int64_t *number)
{
    const char *end = rest->size > 0 ? memchr(rest->data, ':', rest->size) : NULL;
    if (!end)
        return false;
    const text_t digits = {rest->data, (size_t)(end - rest->data)};
    *rest = (text_t){end + 1, rest->size - digits.size - 1};
    return stored_read_number(digits, ID_MAX, number);
}

/* "COMPANY:VERSION:2,3"; nothing of who never had a tag. */
static bool read_tags(job_t *job, const redis_reply_t *reply, contact_t *contact)
{
    if (reply->type == REDIS_REPLY_NIL)
        return true;
    text_t rest = redis_text(reply);
    int64_t version = 0;
    return take_number(&rest, &contact->tags_company) && take_number(&rest, &version) &&
           tags_read(rest, job->arena, &contact->tags);
}

static void take_tags(job_t *job, void *into, const redis_reply_t *reply)
{
    const block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = read_tags(job, reply->element[i], &block->contacts[i]);
    if (!good)
        job_foreign(job, FOREIGN_TAGS, reply, keys_tags_of, job->staff_id);
}

static void send_tags(job_t *job, block_t *block)
{
    send_hash(job, block, keys_tags_of, take_tags);
}

/* Reads by blocks that fit a command. */
static void read_blocks(job_t *job, const block_t *all, void (*send)(job_t *, block_t *))
{
    for (size_t start = 0; start < all->count; start += MEMBERS_AT_ONCE) {
        const size_t left = all->count - start;
        block_t *block = arena_new(job->arena, sizeof *block);
        *block = (block_t){all->members + start, all->contacts + start,
                           left < MEMBERS_AT_ONCE ? left : MEMBERS_AT_ONCE, all->index};
        send(job, block);
    }
}

void store_read_summaries(job_t *job, const range_t *range, contact_t *contacts)
{
    const block_t all = {.members = range->members, .contacts = contacts, .count = range->count};
    read_blocks(job, &all, send_summaries);
}

void store_read_contact_tags(job_t *job, const range_t *range, contact_t *contacts)
{
    const block_t all = {.members = range->members, .contacts = contacts, .count = range->count};
    read_blocks(job, &all, send_tags);
}

void store_read_contacts(job_t *job, const range_t *range, contact_t *contacts)
{
    static const relation_index_t indexes[] = {RELATIONS_EXPECTED_PR, RELATIONS_FOLLOW, RELATIONS_ACTIVITY};
    block_t all = {.members = range->members, .contacts = contacts, .count = range->count};
    read_blocks(job, &all, send_summaries);
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++) {
        all.index = indexes[i];
        if (!range->scored || all.index != store_index_of(range->sort))
            read_blocks(job, &all, send_scores);
        else
            for (size_t j = 0; j < range->count; j++)
                set_score(&contacts[j], all.index, range->members[j].score);
    }
}

static void take_summary(job_t *job, void *into, const redis_reply_t *reply)
{
    if (!read_summary(job, reply, into))
        summaries_foreign(job, reply);
}

void store_read_summary(job_t *job, int64_t customer_id, summary_t *summary)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HGET");
    command_add(command, keys_summaries, job->staff_id);
    command_add_int(command, customer_id);
    job_send(job, take_summary, summary);
}
