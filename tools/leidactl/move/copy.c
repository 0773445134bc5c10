/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/copy.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"

enum { KEYS_AT_ONCE = 500, BATCHES_AT_ONCE = 3, CURSOR_SIZE = 24 };

/* What the source was asked for: a page of keys, or what is to be restored of some. */
struct batch {
    batch_t *next;
    bool page;
    arena_t arena;       /* keys that a page has told */
    text_t *keys;        /* in the arena */
    size_t count, taken; /* of the keys; how many are copied */
};

static void expect(copy_t *self, batch_t *batch)
{
    batch->next = NULL;
    if (self->oldest)
        self->newest->next = batch;
    else
        self->oldest = batch;
    self->newest = batch;
    self->owed += !batch->page;
}

static batch_t *take_oldest(copy_t *self)
{
    batch_t *batch = self->oldest;
    self->oldest = batch->next;
    self->owed -= !batch->page;
    return batch;
}

static void batch_free(batch_t *batch)
{
    arena_free(&batch->arena);
    free(batch);
}

static void ask_dumps(copy_t *self, batch_t *batch)
{
    source_ask_dumps(self->source, batch->keys + batch->taken, batch->count - batch->taken);
    expect(self, batch);
}

static void fail_kind(const copy_t *self)
{
    fail("redis at %s: an answer of another kind than expected", wire_name(source_wire(self->source)));
}

/* The target has a form of its own. */
static bool is_of_form(text_t key)
{
    static const char about[] = "{" STORE_FORM_KEY "}:";
    return text_equal(key, TEXT_LITERAL(STORE_FORM_KEY)) ||
           (key.size > sizeof about - 1 && memcmp(key.data, about, sizeof about - 1) == 0);
}

static void copy_key(copy_t *self, text_t key, const redis_reply_t *dump, const redis_reply_t *left)
{
    self->keys++;
    if (is_of_form(key))
        return;
    if (dump->type == REDIS_REPLY_STRING && left->type == REDIS_REPLY_INTEGER)
        target_restore(self->target, key, left->integer, redis_text(dump));
    else if (dump->type == REDIS_REPLY_NIL)
        target_delete(self->target, key);
    else
        fail_kind(self);
    self->bytes += (int64_t)dump->len;
}

static void take_dumps(copy_t *self, batch_t *batch)
{
    const redis_reply_t *reply = wire_expect(source_wire(self->source), "its keys cannot be read");
    size_t count = reply->elements / 2;
    if (reply->type != REDIS_REPLY_ARRAY || count == 0 || count > batch->count - batch->taken)
        fail_kind(self);
    for (size_t i = 0; i < count; i++)
        copy_key(self, batch->keys[batch->taken + i], reply->element[2 * i], reply->element[2 * i + 1]);
    batch->taken += count;
    if (batch->taken < batch->count)
        ask_dumps(self, batch);
    else
        batch_free(batch);
}

static void ask_page(copy_t *self, const char *cursor)
{
    batch_t *batch = memory_new_zeroed(sizeof *batch);
    batch->page = true;
    source_ask_page(self->source, text_of(cursor));
    expect(self, batch);
}

/* The keys of a page, and the cursor of the next one. */
static void take_page(copy_t *self, batch_t *batch, char cursor[CURSOR_SIZE])
{
    const redis_reply_t *reply = wire_expect(source_wire(self->source), "SCAN");
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
        reply->element[0]->type != REDIS_REPLY_STRING || reply->element[0]->len >= CURSOR_SIZE ||
        reply->element[1]->type != REDIS_REPLY_ARRAY)
        fail_kind(self);
    memcpy(cursor, reply->element[0]->str, reply->element[0]->len + 1);
    const redis_reply_t *keys = reply->element[1];
    *batch = (batch_t){.arena = batch->arena, .count = keys->elements};
    batch->keys = arena_new(&batch->arena, keys->elements * sizeof *batch->keys);
    for (size_t i = 0; i < keys->elements; i++)
        batch->keys[i] = arena_copy(&batch->arena, redis_text(keys->element[i]));
    if (batch->count > 0)
        ask_dumps(self, batch);
    else
        batch_free(batch);
}

void copy_all(copy_t *self)
{
    char cursor[CURSOR_SIZE] = "0";
    bool more = true, asked = false;
    while (more || self->oldest) {
        if (more && !asked && self->owed < BATCHES_AT_ONCE) {
            ask_page(self, cursor);
            asked = true;
        }
        batch_t *batch = take_oldest(self);
        if (batch->page) {
            take_page(self, batch, cursor);
            more = strcmp(cursor, "0") != 0;
            asked = false;
        } else {
            take_dumps(self, batch);
        }
        source_take_changes(self->source, &self->changed);
    }
    store_flush(self->target);
}

/* The next keys of the set; NULL: there are no more. */
static batch_t *next_keys(const key_set_t *keys, size_t *at)
{
    text_t key;
    batch_t *batch = memory_new_zeroed(sizeof *batch);
    batch->keys = arena_new(&batch->arena, KEYS_AT_ONCE * sizeof *batch->keys);
    while (batch->count < KEYS_AT_ONCE && key_set_next(keys, at, &key))
        batch->keys[batch->count++] = key;
    if (batch->count > 0)
        return batch;
    batch_free(batch);
    return NULL;
}

size_t copy_changed(copy_t *self)
{
    key_set_t keys = self->changed;
    self->changed = (key_set_t){0};
    size_t at = 0, count = keys.count;
    batch_t *next = next_keys(&keys, &at);
    while (next || self->oldest) {
        while (next && self->owed < BATCHES_AT_ONCE) {
            ask_dumps(self, next);
            next = next_keys(&keys, &at);
        }
        take_dumps(self, take_oldest(self));
        source_take_changes(self->source, &self->changed);
    }
    store_flush(self->target);
    key_set_free(&keys);
    return count;
}

void copy_free(copy_t *self)
{
    key_set_free(&self->changed);
}
