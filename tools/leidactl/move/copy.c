/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/copy.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"

/* Redis works off what it is asked and keeps the answers until they are read: so it is asked for so much at a
 * time. A key that is larger comes alone. */
enum { KEYS_AT_ONCE = 500, BATCHES_AT_ONCE = 3, LARGE_AT_ONCE = 4 << 20, CURSOR_SIZE = 24 };

typedef enum {
    ASKED_PAGE,  /* the names of keys */
    ASKED_BATCH, /* what is to be restored of some */
    ASKED_LARGE  /* … of a large one */
} asked_kind_t;

struct asked {
    asked_t *next;
    asked_kind_t kind;
    arena_t arena;       /* keys that a page has told */
    text_t *keys;        /* in the arena */
    size_t count, taken; /* of the keys; how many are copied */
    int64_t left, size;  /* of a large one: how long it lives, how large it is */
};

/* ---- lists ---- */

static asked_t *asked_new(asked_kind_t kind, size_t keys)
{
    asked_t *asked = memory_new_zeroed(sizeof *asked);
    asked->kind = kind;
    asked->keys = arena_new(&asked->arena, (keys + 1) * sizeof *asked->keys);
    return asked;
}

static void asked_free(asked_t *asked)
{
    arena_free(&asked->arena);
    free(asked);
}

static void put(asked_list_t *list, asked_t *asked)
{
    asked->next = NULL;
    if (list->oldest)
        list->newest->next = asked;
    else
        list->oldest = asked;
    list->newest = asked;
}

static asked_t *take(asked_list_t *list)
{
    asked_t *asked = list->oldest;
    list->oldest = asked->next;
    return asked;
}

/* ---- asking ---- */

static void ask_page(copy_t *self, const char *cursor)
{
    source_ask_page(self->source, text_of(cursor));
    put(&self->owed, asked_new(ASKED_PAGE, 0));
}

static void ask_batch(copy_t *self, asked_t *batch)
{
    source_ask_dumps(self->source, batch->keys + batch->taken, batch->count - batch->taken);
    put(&self->owed, batch);
    self->batches++;
}

static void ask_large(copy_t *self)
{
    asked_list_t *list = &self->large;
    while (list->oldest &&
           (self->large_bytes == 0 || self->large_bytes + list->oldest->size <= LARGE_AT_ONCE)) {
        asked_t *large = take(list);
        source_ask_dump(self->source, large->keys[0]);
        put(&self->owed, large);
        self->large_bytes += large->size;
    }
}

/* ---- keys ---- */

static void fail_kind(const copy_t *self)
{
    fail("redis at %s: an answer of another kind than expected", wire_name(source_wire(self->source)));
}

/* The target has a form of its own. */
static bool is_of_form(text_t key)
{
    return text_equal(key, TEXT_LITERAL(STORE_FORM_KEY)) ||
           text_begins(key, TEXT_LITERAL("{" STORE_FORM_KEY "}:"));
}

static void restore(copy_t *self, text_t key, int64_t left, const redis_reply_t *dump)
{
    self->keys++;
    self->bytes += (int64_t)dump->len;
    if (is_of_form(key))
        return;
    if (dump->type == REDIS_REPLY_STRING)
        target_restore(self->target, key, left, redis_text(dump));
    else if (dump->type == REDIS_REPLY_NIL)
        target_delete(self->target, key);
    else
        fail_kind(self);
}

static void put_large(copy_t *self, text_t key, int64_t left, int64_t size)
{
    asked_t *large = asked_new(ASKED_LARGE, 1);
    large->keys[0] = arena_copy(&large->arena, key);
    large->left = left;
    large->size = size;
    put(&self->large, large);
}

static void take_batch(copy_t *self, asked_t *batch, const redis_reply_t *reply)
{
    size_t count = reply->elements / 2;
    if (reply->type != REDIS_REPLY_ARRAY || count == 0 || count > batch->count - batch->taken)
        fail_kind(self);
    for (size_t i = 0; i < count; i++) {
        const redis_reply_t *dump = reply->element[2 * i], *left = reply->element[2 * i + 1];
        const text_t key = batch->keys[batch->taken + i];
        if (dump->type == REDIS_REPLY_INTEGER)
            put_large(self, key, redis_int(left), dump->integer);
        else
            restore(self, key, redis_int(left), dump);
    }
    batch->taken += count;
    self->batches--;
    if (batch->taken < batch->count)
        ask_batch(self, batch);
    else
        asked_free(batch);
}

static void take_large(copy_t *self, asked_t *large, const redis_reply_t *reply)
{
    self->large_bytes -= large->size;
    restore(self, large->keys[0], large->left, reply);
    asked_free(large);
}

/* Puts the cursor of the next page into `cursor`. */
static void take_page(copy_t *self, const redis_reply_t *reply, char cursor[CURSOR_SIZE])
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
        reply->element[0]->type != REDIS_REPLY_STRING || reply->element[0]->len >= CURSOR_SIZE ||
        reply->element[1]->type != REDIS_REPLY_ARRAY)
        fail_kind(self);
    memcpy(cursor, reply->element[0]->str, reply->element[0]->len + 1);
    const redis_reply_t *keys = reply->element[1];
    asked_t *batch = asked_new(ASKED_BATCH, keys->elements);
    for (batch->count = 0; batch->count < keys->elements; batch->count++)
        batch->keys[batch->count] = arena_copy(&batch->arena, redis_text(keys->element[batch->count]));
    if (batch->count > 0)
        ask_batch(self, batch);
    else
        asked_free(batch);
}

/* Takes the oldest reply that is owed. True when it was a page: `cursor` leads to the next one. */
static bool take_reply(copy_t *self, char cursor[CURSOR_SIZE])
{
    ask_large(self);
    asked_t *asked = take(&self->owed);
    const asked_kind_t kind = asked->kind;
    const redis_reply_t *reply = wire_expect(source_wire(self->source), "its keys cannot be read");
    if (kind == ASKED_BATCH)
        take_batch(self, asked, reply);
    else if (kind == ASKED_LARGE)
        take_large(self, asked, reply);
    else {
        take_page(self, reply, cursor);
        asked_free(asked);
    }
    source_take_changes(self->source, &self->changed);
    return kind == ASKED_PAGE;
}

static bool is_at_work(const copy_t *self)
{
    return self->owed.oldest || self->large.oldest;
}

/* ---- rounds ---- */

void copy_all(copy_t *self)
{
    char cursor[CURSOR_SIZE] = "0";
    bool more = true, asked = false;
    while (more || is_at_work(self)) {
        if (more && !asked && self->batches < BATCHES_AT_ONCE && !self->large.oldest) {
            ask_page(self, cursor);
            asked = true;
        }
        if (take_reply(self, cursor)) {
            more = strcmp(cursor, "0") != 0;
            asked = false;
        }
    }
    store_flush(self->target);
}

/* The next keys of the set; NULL: there are no more. */
static asked_t *next_keys(const key_set_t *keys, size_t *at)
{
    text_t key;
    asked_t *batch = asked_new(ASKED_BATCH, KEYS_AT_ONCE);
    while (batch->count < KEYS_AT_ONCE && key_set_next(keys, at, &key))
        batch->keys[batch->count++] = key;
    if (batch->count > 0)
        return batch;
    asked_free(batch);
    return NULL;
}

size_t copy_changed(copy_t *self)
{
    char cursor[CURSOR_SIZE]; /* of no page: none is asked for */
    key_set_t keys = self->changed;
    self->changed = (key_set_t){0};
    size_t at = 0, count = keys.count;
    asked_t *next = next_keys(&keys, &at);
    while (next || is_at_work(self)) {
        while (next && self->batches < BATCHES_AT_ONCE) {
            ask_batch(self, next);
            next = next_keys(&keys, &at);
        }
        take_reply(self, cursor);
    }
    store_flush(self->target);
    key_set_free(&keys);
    return count;
}

void copy_free(copy_t *self)
{
    key_set_free(&self->changed);
}
