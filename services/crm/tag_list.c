/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /qiyeweixin/tag_list (api.md 4): the tags that the caller's company sees, by group. A tag that others
 * name as their parent heads a group of those. One that neither has a parent nor is one is a group of its own
 * with itself in it; but 自定义, which may be empty.
 */
#include <stdlib.h>

#include "common/store/profiles.h"
#include "proto/answers_crm.h"
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/store_tags.h"

typedef struct {
    job_t job;
    user_profile_t staff;
    relation_t relation;
    tags_seen_t seen;
    id_list_t borne;
} tag_list_t;

/* A tag, in the order of those of one parent. */
typedef struct {
    int64_t parent_id;
    size_t place;
    const tag_t *tag;
} child_t;

typedef struct {
    child_t *children;  /* sorted */
    const tag_t **tags; /* in their order */
    size_t count;
} family_t;

static int by_parent(const void *a, const void *b)
{
    const child_t *one = a;
    const child_t *two = b;
    if (one->parent_id != two->parent_id)
        return one->parent_id < two->parent_id ? -1 : 1;
    return one->place < two->place ? -1 : 1;
}

static void add_tags(family_t *family, const catalogue_t *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const tag_t *tag = &catalogue->tags[i];
        const size_t place = family->count++;
        family->tags[place] = tag;
        family->children[place] = (child_t){tag->parent_id, place, tag};
    }
}

static family_t family_of(const tag_list_t *self)
{
    arena_t *arena = self->job.arena;
    const size_t count = self->seen.stock.count + self->seen.own.count;
    family_t family = {.children = arena_new(arena, count * sizeof *family.children),
                       .tags = arena_new(arena, count * sizeof *family.tags)};
    add_tags(&family, &self->seen.stock);
    add_tags(&family, &self->seen.own);
    if (count > 0)
        qsort(family.children, count, sizeof *family.children, by_parent);
    return family;
}

/* The first child of the tag; that of another parent, or the end, when it has none. */
static const child_t *first_child(const family_t *family, int64_t id)
{
    size_t low = 0, high = family->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (family->children[middle].parent_id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return family->children + low;
}

static bool is_borne(const tag_list_t *self, int64_t id)
{
    for (size_t i = 0; i < self->borne.count; i++)
        if (self->borne.values[i] == id)
            return true;
    return false;
}

static void add_tag(const tag_list_t *self, buffer_t *out, const tag_t *tag)
{
    if (out->size > 1)
        buffer_append_char(out, ',');
    const tag_row_t row = {tag->id, tag->name, is_borne(self, tag->id)};
    row_write_object(out, &tag_columns, &row);
}

/* Appends the tags of the group that the tag heads; false when it heads none. */
static bool add_group(tag_list_t *self, const family_t *family, const tag_t *head, buffer_t *tags)
{
    const child_t *end = family->children + family->count;
    const child_t *first = first_child(family, head->id);
    const bool has_children = first < end && first->parent_id == head->id;
    if (!has_children && tags_find(&self->seen, head->parent_id))
        return false;
    buffer_append_char(tags, '[');
    for (const child_t *child = first; child < end && child->parent_id == head->id; child++)
        add_tag(self, tags, child->tag);
    if (!has_children && !text_equal(head->name, TEXT_LITERAL(CATALOGUE_CUSTOM)))
        add_tag(self, tags, head);
    buffer_append_char(tags, ']');
    return true;
}

static void answer(void *context)
{
    tag_list_t *self = context;
    const family_t family = family_of(self);
    buffer_t *out = job_out(&self->job);
    int64_t groups = 0;
    rows_begin(out);
    for (size_t i = 0; i < family.count; i++) {
        buffer_t *tags = job_scratch(&self->job);
        if (!add_group(self, &family, family.tags[i], tags))
            continue;
        const tag_group_row_t row = {family.tags[i]->name, buffer_text(tags)};
        rows_add(out, &tag_group_columns, &row);
        groups++;
    }
    rows_end_as(out, contract_count_name(call_method(self->job.call)), groups);
    job_answer(&self->job, STATUS_DONE);
}

static void read_tags(void *context)
{
    tag_list_t *self = context;
    job_t *job = &self->job;
    if (job->customer_id != 0 && !self->relation.member.data) {
        job_end(job, STATUS_NO_RELATION);
        return;
    }
    store_read_catalogues(job, self->staff.company_id, &self->seen);
    if (job->customer_id != 0)
        store_read_tags(job, self->staff.company_id, &self->borne);
    job_then(job, answer);
}

void tag_list_run(void *host, call_t *call)
{
    tag_list_t *self = job_new(host, call, sizeof *self);
    job_t *job = &self->job;
    if (job->customer_id != 0)
        store_read_relation(job, RELATION_MEMBER, &self->relation);
    profiles_read_staff(job, job->staff_id, &self->staff);
    job_then(job, read_tags);
}
