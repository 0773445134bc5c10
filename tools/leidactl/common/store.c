/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/store.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

#include "tools/leidactl/common/connection.h"
#include "tools/leidactl/common/fail.h"

enum { QUEUE_MAX = 1000, QUEUE_BYTES_MAX = 1 << 20 };

/* What a queued command is, for counting records. */
typedef enum { QUEUED_ALONE, QUEUED_PART, QUEUED_LAST } queued_t;

struct store {
    redisContext *context;
    buffer_t bytes;            /* the arguments of the command under construction, one behind the other */
    size_t *starts;            /* where each begins */
    size_t count;              /* of arguments */
    size_t capacity;           /* of starts */
    size_t queued;             /* commands without a reply yet */
    size_t unflushed;          /* bytes of them */
    queued_t kinds[QUEUE_MAX]; /* of them, in their order */
    bool changed;              /* the record whose replies are coming in has changed something */
    size_t unchanged;          /* records */
};

/* hiredis has the words of the system for it, which say nothing to the reader. */
static bool is_silent(const struct redisContext *context)
{
    return strcmp(context->errstr, strerror(EAGAIN)) == 0;
}

static void check_reply(const store_t *self, const redis_reply_t *reply)
{
    if (!reply && is_silent(self->context))
        fail("redis: no answer for %d s", CONNECTION_ANSWER_S);
    if (!reply)
        fail("redis: %s", self->context->errstr[0] ? self->context->errstr : "connection lost");
    if (reply->type == REDIS_REPLY_ERROR)
        fail("redis: %s", reply->str);
}

store_t *store_new(const connection_settings_t *settings)
{
    store_t *self = memory_new_zeroed(sizeof *self);
    self->context = connection_open(settings);
    return self;
}

void store_destroy(store_t **self_p)
{
    store_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    redisFree(self->context);
    buffer_free(&self->bytes);
    free(self->starts);
    free(self);
}

buffer_t *store_part(store_t *self)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 64;
        self->starts = memory_resize(self->starts, self->capacity * sizeof *self->starts);
    }
    self->starts[self->count++] = self->bytes.size;
    return &self->bytes;
}

void store_add(store_t *self, text_t argument)
{
    buffer_append_text(store_part(self), argument);
}

void store_add_int(store_t *self, int64_t argument)
{
    buffer_append_int(store_part(self), argument);
}

void store_begin(store_t *self, const char *name)
{
    buffer_clear(&self->bytes);
    self->count = 0;
    store_add(self, text_of(name));
}

void store_load_script(store_t *self, store_script_t *script)
{
    if (script->digest[0])
        return;
    store_begin(self, "SCRIPT");
    store_add(self, TEXT_LITERAL("LOAD"));
    store_add(self, text_of(script->body));
    redis_reply_t *reply = store_ask(self);
    text_t digest = reply_text(reply);
    if (digest.size != sizeof script->digest - 1)
        fail("redis: SCRIPT LOAD gave no digest");
    memcpy(script->digest, digest.data, digest.size);
    redis_reply_free(reply);
}

void store_begin_script(store_t *self, store_script_t *script, int key_count)
{
    store_load_script(self, script);
    store_begin(self, "EVALSHA");
    store_add(self, text_of(script->digest));
    store_add_int(self, key_count);
}

/* hiredis copies the arguments. */
void store_send(store_t *self)
{
    const char **values = memory_new(self->count * sizeof *values);
    size_t *sizes = memory_new(self->count * sizeof *sizes);
    for (size_t i = 0; i < self->count; i++) {
        values[i] = self->bytes.data + self->starts[i];
        sizes[i] = (i + 1 < self->count ? self->starts[i + 1] : self->bytes.size) - self->starts[i];
    }
    if (redisAppendCommandArgv(self->context, (int)self->count, values, sizes) != REDIS_OK)
        fail("redis: %s", self->context->errstr);
    free(values);
    free(sizes);
}

redis_reply_t *store_receive(store_t *self)
{
    redis_reply_t *reply = redis_blocking_receive(self->context);
    check_reply(self, reply);
    return reply;
}

/* The number of a reply, or the last of its list. */
static int64_t reply_number(const redis_reply_t *reply)
{
    bool list = reply->type == REDIS_REPLY_ARRAY && reply->elements > 0;
    return list ? reply->element[reply->elements - 1]->integer : reply->integer;
}

static void count_reply(store_t *self, queued_t kind, const redis_reply_t *reply)
{
    if (kind == QUEUED_ALONE)
        return;
    self->changed = self->changed || reply_number(reply) != 0;
    if (kind == QUEUED_PART)
        return;
    self->unchanged += !self->changed;
    self->changed = false;
}

void store_flush(store_t *self)
{
    for (size_t i = 0; i < self->queued; i++) {
        redis_reply_t *reply = store_receive(self);
        count_reply(self, self->kinds[i], reply);
        redis_reply_free(reply);
    }
    self->queued = 0;
    self->unflushed = 0;
}

static void queue(store_t *self, queued_t kind)
{
    store_send(self);
    self->kinds[self->queued++] = kind;
    self->unflushed += self->bytes.size;
    if (self->queued == QUEUE_MAX || self->unflushed > QUEUE_BYTES_MAX)
        store_flush(self);
}

void store_queue(store_t *self)
{
    queue(self, QUEUED_ALONE);
}

void store_queue_record(store_t *self, bool last)
{
    queue(self, last ? QUEUED_LAST : QUEUED_PART);
}

size_t store_unchanged(const store_t *self)
{
    return self->unchanged;
}

redis_reply_t *store_ask(store_t *self)
{
    store_flush(self);
    store_send(self);
    return store_receive(self);
}

int64_t store_ask_int(store_t *self)
{
    redis_reply_t *reply = store_ask(self);
    int64_t value = reply->integer;
    redis_reply_free(reply);
    return value;
}
