/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Catalogues of tags, and the tags' profiles. Each follows from the other: a tag that was imported is put
 * into its catalogue, one that a call has made gets its profile last (decision 0031). A catalogue that cannot
 * be read is made anew.
 */
#include "common/store/catalogue.h"

#include <stdlib.h>

#include "common/store/keys.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/check/scripts.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"

/* ---- a catalogue that is damaged ---- */

typedef struct {
    tag_t tag;
    size_t place; /* among those that were found: the later one of the same id counts */
} found_tag_t;

typedef struct {
    store_t *store;
    int64_t company_id;
    found_tag_t *tags;
    size_t count, capacity;
    arena_t arena; /* their names */
} tags_t;

static void add_found(tags_t *self, const tag_t *tag)
{
    if (!catalogue_tag_is_sound(tag) || tag->pending)
        return;
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : READ_PAGE;
        self->tags = memory_resize(self->tags, self->capacity * sizeof *self->tags);
    }
    found_tag_t *found = &self->tags[self->count];
    *found = (found_tag_t){*tag, self->count};
    found->tag.name = arena_copy(&self->arena, tag->name);
    self->count++;
}

static text_t rows_of(text_t catalogue)
{
    const size_t head = catalogue.size < CATALOGUE_STAMP_SIZE ? catalogue.size : CATALOGUE_STAMP_SIZE;
    return (text_t){catalogue.data + head, catalogue.size - head};
}

/* Finds the sound rows of the catalogue itself; none where it is not known where they begin. */
static void find_rows(tags_t *self, text_t catalogue)
{
    tag_t tag;
    for (text_t rest = rows_of(catalogue); rest.size > 0;) {
        if (!catalogue_take_row(&rest, &tag)) {
            self->count = 0;
            return;
        }
        add_found(self, &tag);
    }
}

static void take_profile(tags_t *self, int64_t id)
{
    tag_profile_t profile = {0};
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT); /* else it is told with its key */
    if (reply && record_decode(&profile.record, &tag_profile_table, reply_text(reply), &self->arena) &&
        profile.company_id == self->company_id)
        add_found(self, &(tag_t){.id = id, .parent_id = profile.parent_id, .name = profile.name});
    redis_reply_free(reply);
}

/* Finds the company's tags in a page of the list of ids. False when it was the last. */
static bool find_profiles(tags_t *self, int64_t from)
{
    int64_t ids[READ_PAGE];
    size_t count = 0;
    store_begin(self->store, "ZRANGE");
    keys_ids(store_part(self->store), TEXT_LITERAL("tag"));
    store_add_int(self->store, from);
    store_add_int(self->store, from + READ_PAGE - 1);
    store_send(self->store);
    redis_reply_t *page = store_receive_sound(self->store, REPLY_TEXTS);
    for (size_t i = 0; page && i < page->elements; i++)
        count += text_to_int(reply_text(page->element[i]), &ids[count]);
    for (size_t i = 0; i < count; i++) {
        store_begin(self->store, "GET");
        keys_tag(store_part(self->store), ids[i]);
        store_send(self->store);
    }
    for (size_t i = 0; i < count; i++)
        take_profile(self, ids[i]);
    const bool more = page && page->elements == READ_PAGE;
    redis_reply_free(page);
    return more;
}

static int by_id(const void *a, const void *b)
{
    const found_tag_t *one = a;
    const found_tag_t *two = b;
    if (one->tag.id != two->tag.id)
        return one->tag.id < two->tag.id ? -1 : 1;
    return one->place < two->place ? -1 : 1;
}

/* Puts the tags in the place of what was read of the catalogue. False when that was changed meanwhile. */
static bool put_tags(const tags_t *self, text_t catalogue)
{
    size_t rows = 0;
    store_begin_script(self->store, &check_rebuild_script, 1);
    keys_catalogue(store_part(self->store), self->company_id);
    store_add(self->store, catalogue);
    for (size_t i = 0; i < self->count && rows < CATALOGUE_TAGS_MAX; i++) {
        const tag_t *tag = &self->tags[i].tag;
        if (i + 1 < self->count && self->tags[i + 1].tag.id == tag->id)
            continue;
        store_add_int(self->store, tag->id);
        store_add_int(self->store, tag->parent_id);
        store_add(self->store, tag->name);
        rows++;
    }
    return store_ask_int(self->store) == 1;
}

static bool rebuild(store_t *store, int64_t company_id, text_t catalogue)
{
    tags_t tags = {.store = store, .company_id = company_id};
    find_rows(&tags, catalogue);
    for (int64_t from = 0; find_profiles(&tags, from);)
        from += READ_PAGE;
    if (tags.count > 0)
        qsort(tags.tags, tags.count, sizeof *tags.tags, by_id);
    const bool put = put_tags(&tags, catalogue);
    arena_free(&tags.arena);
    free(tags.tags);
    return put;
}

static void send_rows(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    store_add(self->store, subject->key);
    store_send(self->store);
}

static int by_number(const void *a, const void *b)
{
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

/* Readers do not look for it: a list shows such a tag twice. */
static bool has_one_twice(const catalogue_t *catalogue, arena_t *arena)
{
    int64_t *ids = arena_new(arena, catalogue->count * sizeof *ids);
    for (size_t i = 0; i < catalogue->count; i++)
        ids[i] = catalogue->tags[i].id;
    if (catalogue->count > 0)
        qsort(ids, catalogue->count, sizeof *ids, by_number);
    for (size_t i = 1; i < catalogue->count; i++)
        if (ids[i] == ids[i - 1])
            return true;
    return false;
}

static bool is_sound(text_t bytes, arena_t *arena)
{
    catalogue_t catalogue;
    return catalogue_read(bytes, arena, &catalogue) && !has_one_twice(&catalogue, arena);
}

/* Between two passes: what is asked about catalogues finds them sound, or leaves them out. */
static int64_t start_rows(check_t *self, const subject_t *subject)
{
    arena_t arena = {0};
    send_rows(self, subject);
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    const text_t bytes = reply ? reply_text(reply) : TEXT_NONE;
    const bool is_gone = reply && reply->type == REDIS_REPLY_NIL;
    if (!is_gone && !is_sound(bytes, &arena))
        check_tell(self, subject->key,
                   reply ? TEXT_LITERAL("it is damaged") : TEXT_LITERAL("it holds the wrong kind of value"),
                   !self->repair || rebuild(self->store, subject->id, bytes));
    arena_free(&arena);
    redis_reply_free(reply);
    return 0;
}

/* ---- from a row to the profile: of company `world` and tag `id`, whose name is `named` of a key ---- */

static void send_profile(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    store_add(self->store, subject->named);
    store_send(self->store);
}

/* Whether the tag is of another company by now; what is damaged or gone is not for this question. */
static bool take_company(check_t *self, const subject_t *subject)
{
    arena_t arena = {0};
    tag_profile_t tag = {0};
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    const bool decoded = reply && record_decode(&tag.record, &tag_profile_table, reply_text(reply), &arena);
    arena_free(&arena);
    redis_reply_free(reply);
    return !decoded || tag.company_id == subject->world;
}

static void mend_company(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &script_catalogue_remove, 1);
    store_add(self->store, subject->key);
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

static bool take_written(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    const bool written = !reply || reply->type == REDIS_REPLY_STRING;
    redis_reply_free(reply);
    (void)self, (void)subject;
    return written;
}

/* Writes the profile that it must have, as the call would have; the name and the parent stand in the row. */
static void mend_written(check_t *self, const subject_t *subject)
{
    line_t line = {.kind = KIND_TAG};
    line.as.tag = (tag_profile_t){.id = subject->id,
                                  .parent_id = subject->customer,
                                  .company_id = subject->world,
                                  .name = subject->label};
    read_mark(&line, TEXT_LITERAL("id"));
    read_mark(&line, TEXT_LITERAL("name"));
    if (line.as.tag.parent_id != 0)
        read_mark(&line, TEXT_LITERAL("parent_id"));
    if (line.as.tag.company_id != 0)
        read_mark(&line, TEXT_LITERAL("company_id"));
    store_begin(self->store, "SET");
    store_add(self->store, subject->named);
    record_encode(store_part(self->store), &tag_profile_table, &line.as.record);
    store_add(self->store, TEXT_LITERAL("NX"));
    store_send(self->store);
    check_add_tag(self, subject->id);
}

static void add_row(check_t *self, const subject_t *subject, const tag_t *tag)
{
    static const family_t written = {
        NULL, send_profile, take_written, mend_written, "it has a tag without a profile:", NULL};
    static const family_t company = {
        NULL, send_profile, take_company, mend_company, "it has a tag of another company:", NULL};
    subject_t row = {.key = subject->key, .world = subject->id, .customer = tag->parent_id};
    row.label = arena_copy(&self->arena, tag->name);
    check_add_named(self, &row, &written, KIND_TAG, tag->id);
    check_add_named(self, &row, &company, KIND_TAG, tag->id);
}

static bool take_rows(check_t *self, const subject_t *subject)
{
    arena_t arena = {0};
    catalogue_t catalogue = {0};
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    if (reply && catalogue_read(reply_text(reply), &arena, &catalogue)) {
        tag_t tag;
        for (text_t rest = rows_of(reply_text(reply)); catalogue_take_row(&rest, &tag);)
            if (tag.id > self->last_tag)
                self->last_tag = tag.id;
        for (size_t i = 0; i < catalogue.count; i++)
            add_row(self, subject, &catalogue.tags[i]);
    }
    arena_free(&arena);
    redis_reply_free(reply);
    return true;
}

const family_t check_catalogue_families[] = {
    {"catalogue:#", send_rows, take_rows, NULL, NULL, start_rows},
    {"next:{ids:*", NULL, NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

/* ---- from a profile to the row: of company `world` and parent `customer`, with the name `named` ---- */

static void send_catalogue(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    keys_catalogue(store_part(self->store), subject->world);
    store_send(self->store);
}

/* What is asked of a catalogue that can be read. */
static bool is_right(check_t *self, const subject_t *subject, const catalogue_t *catalogue)
{
    const tag_t *tag = catalogue_find(catalogue, subject->id);
    if (tag)
        return tag->parent_id == subject->customer && text_equal(tag->name, subject->named);
    if (subject->look == LOOK_FIRST || catalogue->count < CATALOGUE_TAGS_MAX)
        return false;
    buffer_t what = {0};
    buffer_append_format(&what, "the catalogue of its company is full, and does not have it: %.*s",
                         TEXT_ARG(subject->named));
    check_tell(self, subject->key, buffer_text(&what), false);
    buffer_free(&what);
    return true;
}

static bool take_catalogue(check_t *self, const subject_t *subject)
{
    arena_t arena = {0};
    catalogue_t catalogue;
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    bool right = true; /* as far as it is not told with the catalogue */
    if (reply && reply->type == REDIS_REPLY_NIL)
        right = false;
    else if (reply && catalogue_read(reply_text(reply), &arena, &catalogue))
        right = is_right(self, subject, &catalogue);
    arena_free(&arena);
    redis_reply_free(reply);
    return right;
}

static void mend_catalogue(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &script_catalogue_put, 1);
    keys_catalogue(store_part(self->store), subject->world);
    store_add_int(self->store, subject->id);
    store_add_int(self->store, subject->customer);
    store_add(self->store, subject->named);
    store_send(self->store);
}

void check_add_catalogued(check_t *self, const subject_t *subject, const tag_profile_t *tag)
{
    static const family_t family = {NULL,
                                    send_catalogue,
                                    take_catalogue,
                                    mend_catalogue,
                                    "the catalogue of its company does not have it:",
                                    NULL};
    check_add(self, (subject_t){.family = &family,
                                .key = subject->key,
                                .named = arena_copy(&self->arena, tag->name),
                                .world = tag->company_id,
                                .id = subject->id,
                                .customer = tag->parent_id});
}
