/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Catalogues of tags, and the indexes of the tags that customers bear. A customer's tags, who is bound to
 * them and the indexes are on different slots: whoever changed one of the first two puts the customer down
 * here, and the indexes are brought to what is stored for many customers at once.
 */
#include <stdlib.h>
#include <string.h>

#include "common/store/catalogue.h"
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

enum { CUSTOMERS_AT_ONCE = 500, COMPANIES = 256 };

/* Of a staff user who was asked for. */
typedef struct {
    int64_t staff_id, company_id;
} company_t;

struct tag_batch {
    int64_t customers[CUSTOMERS_AT_ONCE];
    size_t count;
    company_t companies[COMPANIES]; /* while the batch is brought in, each at the place that its id gives */
    int64_t *later;                 /* bound to users who stand further down in the file */
    size_t later_count, later_room;
};

tag_batch_t *tag_batch_new(void)
{
    return memory_new_zeroed(sizeof(tag_batch_t));
}

void tag_batch_destroy(tag_batch_t **self_p)
{
    free((*self_p)->later);
    free(*self_p);
    *self_p = NULL;
}

/* ---- catalogues ---- */

bool import_read_tag(store_t *store, int64_t tag_id, int64_t *company_id)
{
    arena_t arena = {0};
    line_t tag;
    const bool there = read_profile(store, KIND_TAG, tag_id, &tag, &arena);
    *company_id = there ? tag.as.tag.company_id : 0;
    arena_free(&arena);
    return there;
}

static void remove_tag(store_t *store, int64_t company_id, int64_t tag_id)
{
    store_begin_script(store, &script_catalogue_remove, 1);
    keys_catalogue(store_part(store), company_id);
    store_add_int(store, tag_id);
    redis_reply_free(store_ask(store, REPLY_NUMBER));
}

void catalogue_put(store_t *store, int64_t tag_id)
{
    arena_t arena = {0};
    line_t tag;
    if (read_profile(store, KIND_TAG, tag_id, &tag, &arena)) {
        store_begin_script(store, &script_catalogue_put, 1);
        keys_catalogue(store_part(store), tag.as.tag.company_id);
        store_add_int(store, tag_id);
        store_add_int(store, tag.as.tag.parent_id);
        store_add(store, tag.as.tag.name);
        if (store_ask_int(store) == CATALOGUE_FULL)
            fail("tag %lld: company %lld has %d tags, as many as it may: others were made meanwhile",
                 (long long)tag_id, (long long)tag.as.tag.company_id, CATALOGUE_TAGS_MAX);
    }
    arena_free(&arena);
}

void apply_tag(import_t *self, const line_t *line)
{
    const int64_t id = line->as.tag.id;
    int64_t before, after;
    const bool was_there = import_read_tag(self->store, id, &before);
    apply_profile(self, line);
    store_flush(self->store);
    import_read_tag(self->store, id, &after);
    self->tag_companies[id % TAG_COMPANIES] = (tag_company_t){0};
    catalogue_put(self->store, id);
    if (was_there && before != after)
        remove_tag(self->store, before, id);
}

/* ---- the index ---- */

/* The tags of the customer as the company sees them. */
static text_t list_of(const redis_reply_t *fields, int64_t company_id)
{
    buffer_t name = {0};
    buffer_append_int(&name, company_id);
    text_t list = reply_field(fields, buffer_text(&name));
    buffer_free(&name);
    return list.data ? list : reply_field(fields, TEXT_LITERAL("0"));
}

static void put_off(tag_batch_t *batch, int64_t customer_id)
{
    if (batch->later_count == batch->later_room) {
        batch->later_room = batch->later_room ? 2 * batch->later_room : CUSTOMERS_AT_ONCE;
        batch->later = memory_resize(batch->later, batch->later_room * sizeof *batch->later);
    }
    batch->later[batch->later_count++] = customer_id;
}

/* False when there is no such user yet. */
static bool company_of(import_t *self, int64_t staff_id, int64_t *company_id)
{
    company_t *kept = &self->tags->companies[(uint64_t)staff_id % COMPANIES];
    if (kept->staff_id != staff_id) {
        arena_t arena = {0};
        line_t user;
        const bool there = read_profile(self->store, KIND_USER, staff_id, &user, &arena);
        *kept = there ? (company_t){staff_id, user.as.user.company_id} : (company_t){0};
        arena_free(&arena);
    }
    *company_id = kept->company_id;
    return kept->staff_id == staff_id;
}

static void index_customer(import_t *self, int64_t staff_id, int64_t customer_id, const redis_reply_t *fields)
{
    store_t *store = self->store;
    int64_t company_id;
    if (!company_of(self, staff_id, &company_id)) {
        put_off(self->tags, customer_id);
        return;
    }
    const text_t version = reply_field(fields, TEXT_LITERAL(TAGGED_VERSION));
    store_begin_script(store, &script_tags_index, 3);
    keys_tags(store_part(store), staff_id);
    keys_tags_of(store_part(store), staff_id);
    keys_relation(store_part(store), staff_id, customer_id);
    store_add_int(store, customer_id);
    store_add_int(store, company_id);
    store_add(store, version.size > 0 ? version : TEXT_LITERAL("0"));
    store_add(store, list_of(fields, company_id));
    store_add_int(store, self->now);
    store_add(store, TEXT_LITERAL("0"));
    store_queue(store);
}

static void index_bound(import_t *self, int64_t customer_id, const redis_reply_t *fields,
                        const redis_reply_t *bound)
{
    for (size_t i = 0; i < bound->elements; i++) {
        int64_t staff_id;
        if (text_to_int(reply_text(bound->element[i]), &staff_id))
            index_customer(self, staff_id, customer_id, fields);
    }
}

/* Asks for the tags of each customer, and for who is bound to them. */
static void ask_for_all(import_t *self)
{
    store_t *store = self->store;
    for (size_t i = 0; i < self->tags->count; i++) {
        store_begin(store, "HGETALL");
        keys_tagged(store_part(store), self->tags->customers[i]);
        store_send(store);
        store_begin(store, "SMEMBERS");
        keys_bound(store_part(store), self->tags->customers[i]);
        store_send(store);
    }
}

void tag_batch_flush(import_t *self)
{
    tag_batch_t *batch = self->tags;
    redis_reply_t *fields[CUSTOMERS_AT_ONCE], *bound[CUSTOMERS_AT_ONCE];
    store_flush(self->store);
    ask_for_all(self);
    for (size_t i = 0; i < batch->count; i++) {
        fields[i] = store_receive(self->store, REPLY_TEXTS);
        bound[i] = store_receive(self->store, REPLY_TEXTS);
    }
    memset(batch->companies, 0, sizeof batch->companies);
    for (size_t i = 0; i < batch->count; i++) {
        if (fields[i]->elements > 0)
            index_bound(self, batch->customers[i], fields[i], bound[i]);
        redis_reply_free(fields[i]);
        redis_reply_free(bound[i]);
    }
    store_flush(self->store);
    batch->count = 0;
}

void tag_batch_add(import_t *self, int64_t customer_id)
{
    tag_batch_t *batch = self->tags;
    if (batch->count > 0 && batch->customers[batch->count - 1] == customer_id)
        return;
    if (batch->count == CUSTOMERS_AT_ONCE)
        tag_batch_flush(self);
    batch->customers[batch->count++] = customer_id;
}

void tag_batch_end(import_t *self)
{
    tag_batch_t *batch = self->tags;
    tag_batch_flush(self);
    const size_t count = batch->later_count;
    for (size_t i = 0; i < count; i++)
        tag_batch_add(self, batch->later[i]);
    tag_batch_flush(self);
    batch->later_count = 0;
}
