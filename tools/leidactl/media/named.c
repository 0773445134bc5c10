/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/media/named.h"

#include <ctype.h>
#include <stdlib.h>

#include "tools/leidactl/common/walk.h"
#include "tools/leidactl/media/place.h"

/* Messages have up to 64 KB: so many of so many lists at once stay below Redis' limit for one client. */
enum { KEYS = 50, ROWS = 50 };

#define MEDIA "/media"

typedef struct {
    store_t *store;
    named_fn *visit;
    void *context;
} walk_t;

static bool is_list(text_t key)
{
    return text_begins(key, TEXT_LITERAL("msgs:"));
}

static bool is_wanted(text_t key)
{
    return is_list(key) || text_begins(key, TEXT_LITERAL("user:")) ||
           text_begins(key, TEXT_LITERAL("customer:"));
}

/* The name at the front; empty: there is none. */
static text_t name_at(text_t text)
{
    size_t size = PLACE_DIGITS < text.size ? PLACE_DIGITS + 1 : 0;
    while (size > 0 && size < text.size && isalnum((unsigned char)text.data[size]))
        size++;
    const text_t name = {text.data, size};
    return place_is_name(name) ? name : TEXT_NONE;
}

/* Whether "/media" stands in front of the slash at `at`, and is where a text begins: behind the quote of
 * JSON, whose slashes may be escaped, or behind the length of a msgpack text of this size (str 8). */
static bool is_ours(text_t value, size_t at)
{
    const size_t size = sizeof MEDIA - 1;
    at -= at > 0 && value.data[at - 1] == '\\';
    if (at < size || memcmp(value.data + at - size, MEDIA, size) != 0)
        return false;
    at -= size;
    at -= at > 0 && value.data[at - 1] == '\\';
    return (at >= 1 && value.data[at - 1] == '"') || (at >= 2 && (unsigned char)value.data[at - 2] == 0xd9);
}

static void visit_value(const walk_t *self, text_t key, int64_t row, text_t value)
{
    for (size_t at = 0; at < value.size; at++) {
        const char *slash = memchr(value.data + at, '/', value.size - at);
        if (!slash)
            return;
        at = (size_t)(slash - value.data);
        const text_t name = name_at((text_t){slash + 1, value.size - at - 1});
        if (name.size > 0)
            self->visit(self->context, &(named_t){name, key, row, is_ours(value, at)});
    }
}

static void send_rows(const walk_t *self, text_t key, int64_t from)
{
    store_begin(self->store, "LRANGE");
    store_add(self->store, key);
    store_add_int(self->store, from);
    store_add_int(self->store, from + ROWS - 1);
    store_send(self->store);
}

/* Gives how many there were. What is no list is for `leidactl check` to tell. */
static size_t take_rows(const walk_t *self, text_t key, int64_t from)
{
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXTS);
    const size_t count = reply ? reply->elements : 0;
    for (size_t i = 0; i < count; i++)
        visit_value(self, key, from + (int64_t)i + 1, reply_text(reply->element[i]));
    redis_reply_free(reply);
    return count;
}

static void send_first(const walk_t *self, text_t key)
{
    if (is_list(key)) {
        send_rows(self, key, 0);
        return;
    }
    store_begin(self->store, "GET");
    store_add(self->store, key);
    store_send(self->store);
}

/* Whether there may be more rows. */
static bool take_first(const walk_t *self, text_t key)
{
    if (is_list(key))
        return take_rows(self, key, 0) == ROWS;
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    if (reply)
        visit_value(self, key, 0, reply_text(reply));
    redis_reply_free(reply);
    return false;
}

static void visit_rest(const walk_t *self, text_t key)
{
    size_t got = ROWS;
    for (int64_t from = ROWS; got == ROWS; from += ROWS) {
        send_rows(self, key, from);
        got = take_rows(self, key, from);
    }
}

static void visit_keys(void *context, const text_t *keys, size_t count)
{
    const walk_t *self = context;
    bool *has_more = memory_new((count + 1) * sizeof *has_more);
    for (size_t i = 0; i < count; i++)
        if (is_wanted(keys[i]))
            send_first(self, keys[i]);
    for (size_t i = 0; i < count; i++)
        has_more[i] = is_wanted(keys[i]) && take_first(self, keys[i]);
    for (size_t i = 0; i < count; i++)
        if (has_more[i])
            visit_rest(self, keys[i]);
    free(has_more);
}

void named_each(store_t *store, named_fn *visit, void *context)
{
    walk_t self = {store, visit, context};
    walk_keys(store, "", KEYS, visit_keys, &self);
}
