/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/walk.h"

#include <stdlib.h>

#include "base/arena.h"
#include "common/redis/slots.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/slot_keys.h"

/* Keys that were listed, and are to be visited. */
typedef struct {
    text_t prefix;
    arena_t arena; /* their texts */
    text_t *keys;
    size_t count, capacity;
} page_t;

static void add_key(page_t *self, text_t key)
{
    if (!text_begins(key, self->prefix))
        return;
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 1024;
        self->keys = memory_resize(self->keys, self->capacity * sizeof *self->keys);
    }
    self->keys[self->count++] = arena_copy(&self->arena, key);
}

static void add_keys(void *context, const text_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_key(context, keys[i]);
}

static void visit_page(page_t *self, size_t at_once, walk_fn *visit, void *context)
{
    for (size_t at = 0; at < self->count; at += at_once)
        visit(context, self->keys + at, self->count - at < at_once ? self->count - at : at_once);
    self->count = 0;
    arena_clear(&self->arena);
}

/* So many slots that there are keys enough for a visit, if there are. Gives the first that was not listed. */
static int list_slots(cluster_t *cluster, int from, size_t at_once, page_t *page)
{
    while (from < REDIS_SLOTS && page->count < at_once) {
        slot_keys_list(cluster, from, SLOT_KEYS_AT_ONCE, add_keys, page);
        from += SLOT_KEYS_AT_ONCE;
    }
    return from;
}

static void scan(store_t *store, int64_t *cursor, size_t at_once, page_t *page)
{
    store_begin(store, "SCAN");
    store_add_int(store, *cursor);
    store_add(store, TEXT_LITERAL("MATCH"));
    buffer_append_format(store_part(store), "%.*s*", TEXT_ARG(page->prefix));
    store_add(store, TEXT_LITERAL("COUNT"));
    store_add_int(store, (int64_t)at_once);
    redis_reply_t *reply = store_ask(store, REPLY_PAGE);
    if (!text_to_int(reply_text(reply->element[0]), cursor))
        fail("redis: SCAN gave no cursor");
    for (size_t i = 0; i < reply->element[1]->elements; i++)
        add_key(page, reply_text(reply->element[1]->element[i]));
    redis_reply_free(reply);
}

void walk_keys(store_t *store, const char *prefix, size_t at_once, walk_fn *visit, void *context)
{
    page_t page = {.prefix = text_of(prefix)};
    int64_t cursor = 0;
    do {
        if (store_cluster(store))
            cursor = list_slots(store_cluster(store), (int)cursor, at_once, &page) % REDIS_SLOTS;
        else
            scan(store, &cursor, at_once, &page);
        visit_page(&page, at_once, visit, context);
    } while (cursor != 0);
    arena_free(&page.arena);
    free(page.keys);
}
