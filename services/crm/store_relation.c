/* SPDX-License-Identifier: Apache-2.0 */
/* Reads single relations and the tags of customers. */
#include <stddef.h>

#include "common/store/stored.h"
#include "services/crm/store_parts.h"
#include "services/crm/tags.h"

/* `most` is the largest number, or the most bytes of a text. */
typedef struct {
    text_t name;
    size_t offset; /* in relation_t */
    bool number;
    int64_t most;
} relation_field_t;

enum {
    SHORT = 256 * 4, /* bytes: 256 characters */
    LONG = 2000 * 4,
    TAGS_BYTES_MAX = 64 * 1024
};

#define IS_TEXT(field_name, member, most)                                                                    \
    {                                                                                                        \
        TEXT_CONSTANT(field_name), offsetof(relation_t, member), false, (most)                               \
    }
#define IS_NUMBER(field_name, member, most)                                                                  \
    {                                                                                                        \
        TEXT_CONSTANT(field_name), offsetof(relation_t, member), true, (most)                                \
    }

static const relation_field_t relation_fields[] = {
    IS_TEXT(REL_MEMBER, member, SHORT),
    IS_NUMBER(REL_SOURCE, source, 4),
    IS_TEXT(REL_NAME, name, SHORT),
    IS_TEXT(REL_EXPECTED_TIME, expected_time, SHORT),
    IS_NUMBER(REL_EXPECTED_PR, expected_pr, 100),
    IS_NUMBER(REL_ARTICLE, article_id, ID_MAX),
    IS_TEXT(REL_TITLE, title, SHORT),
    IS_NUMBER(REL_SUPERIOR, superior, ID_MAX),
    IS_TEXT(REL_MEMO_NAME, memo_name, SHORT),
    IS_NUMBER(REL_SEX, sex, 2),
    IS_TEXT(REL_PHONE, phone, SHORT),
    IS_TEXT(REL_EMAIL, email, SHORT),
    IS_TEXT(REL_COMPANY, company, SHORT),
    IS_TEXT(REL_POSITION, position, SHORT),
    IS_TEXT(REL_ADDRESS, address, LONG),
    IS_TEXT(REL_BIRTHDAY, birthday, SHORT),
    IS_TEXT(REL_MEMO, memo, LONG),
};

/* What of these is read: from the first up to, but not with, the end. */
typedef struct {
    size_t first, end;
} relation_span_t;

static const relation_span_t relation_spans[] = {
    [RELATION_MEMBER] = {0, 1},
    [RELATION_WHOLE] = {0, sizeof relation_fields / sizeof *relation_fields},
};

typedef struct {
    relation_t *relation;
    relation_span_t span;
} relation_read_t;

/* False when the value is corrupt. */
static bool read_field(job_t *job, relation_t *relation, const relation_field_t *field,
                       const redis_reply_t *value)
{
    char *member = (char *)relation + field->offset;
    const text_t text = redis_text(value);
    if (value->type == REDIS_REPLY_NIL)
        return true;
    if (value->type != REDIS_REPLY_STRING)
        return false;
    if (field->number) {
        int64_t *number = (int64_t *)(void *)member;
        return stored_read_number(text, field->most, number);
    }
    *(text_t *)(void *)member = arena_copy(job->arena, text);
    return (int64_t)text.size <= field->most && text_is_utf8(text);
}

/* The member names the customer, so that another relation's is not taken for this one's. */
static bool relation_is_sound(const job_t *job, const relation_t *relation)
{
    return !relation->member.data || keys_member_customer(relation->member) == job->customer_id;
}

static void take_relation(job_t *job, void *into, const redis_reply_t *reply)
{
    const relation_read_t *read = into;
    const relation_span_t *span = &read->span;
    bool good = reply_is_array(reply, span->end - span->first);
    for (size_t i = span->first; good && i < span->end; i++)
        good = read_field(job, read->relation, &relation_fields[i], reply->element[i - span->first]);
    if (!good || !relation_is_sound(job, read->relation))
        job_foreign(job, FOREIGN_RELATION, reply, keys_relation, job->staff_id, job->customer_id);
}

void store_read_relation(job_t *job, relation_part_t part, relation_t *relation)
{
    relation_read_t *read = arena_new(job->arena, sizeof *read);
    *read = (relation_read_t){relation, relation_spans[part]};
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    for (size_t i = read->span.first; i < read->span.end; i++)
        command_add_text(command, relation_fields[i].name);
    job_send(job, take_relation, read);
}

/* The company's own list counts even when it is empty; the stock is for companies that have none. */
static bool read_tags(job_t *job, const redis_reply_t *reply, id_list_t *tags)
{
    if (!reply_is_array(reply, 2))
        return false;
    const bool own = reply->element[0]->type == REDIS_REPLY_STRING;
    const text_t stored = redis_text(reply->element[own ? 0 : 1]);
    return stored.size <= TAGS_BYTES_MAX && tags_read(stored, job->arena, tags);
}

static void take_tags(job_t *job, void *into, const redis_reply_t *reply)
{
    if (!read_tags(job, reply, into))
        job_foreign(job, FOREIGN_TAGS, reply, keys_tagged, job->customer_id);
}

void store_read_tags(job_t *job, int64_t company_id, id_list_t *tags)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_tagged, job->customer_id);
    command_add_int(command, company_id);
    command_add_literal(command, "0");
    job_send(job, take_tags, tags);
}
