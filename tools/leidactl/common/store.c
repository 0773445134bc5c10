/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/store.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdlib.h>
#include <string.h>

#include "tools/leidactl/common/connection.h"
#include "tools/leidactl/common/fail.h"

/* Commands without a reply yet; those of a half are looked at together. The bytes of a half, and those that
 * are handed to the kernel together. */
enum { QUEUE_MAX = 1000, HALF_BYTES_MAX = 512 << 10, WRITE_BYTES = 128 << 10 };

/* What a queued command is, for counting records. */
typedef enum { QUEUED_ALONE, QUEUED_PART, QUEUED_LAST } queued_t;

/* The keys of the commands without a reply yet, for messages: the size of a text and the text, a command. */
typedef struct {
    buffer_t texts;
    size_t at; /* of the first */
} owed_t;

struct store {
    redisContext *context;
    owed_t owed;
    size_t first_key, key_count; /* among the arguments of the command under construction */
    buffer_t bytes;              /* the arguments of the command under construction, one behind the other */
    size_t *starts;              /* where each begins */
    size_t count;                /* of arguments */
    size_t capacity;             /* of starts */
    size_t queued, oldest;       /* commands without a reply yet; the place of the first in `kinds` */
    size_t newer, newer_bytes;   /* those of the newer half, and their bytes */
    size_t unwritten;            /* bytes that the kernel does not have yet */
    queued_t kinds[QUEUE_MAX];   /* of them: a ring */
    bool changed;                /* the record whose replies are coming in has changed something */
    size_t unchanged;            /* records */
};

/* hiredis has the words of the system for it, which say nothing to the reader. */
static bool is_silent(const struct redisContext *context)
{
    return strcmp(context->errstr, strerror(EAGAIN)) == 0;
}

/* The arguments of the command as hiredis wants them. */
static text_t argument(const store_t *self, size_t index)
{
    size_t start = self->starts[index];
    return (text_t){self->bytes.data + start,
                    (index + 1 < self->count ? self->starts[index + 1] : self->bytes.size) - start};
}

static void owed_put(store_t *self)
{
    owed_t *owed = &self->owed;
    if (owed->at == owed->texts.size)
        *owed = (owed_t){.texts = {owed->texts.data, 0, owed->texts.capacity}};
    size_t size = 0, start = owed->texts.size + sizeof size;
    buffer_append(&owed->texts, &size, sizeof size);
    for (size_t i = self->first_key; i < self->first_key + self->key_count && i < self->count; i++) {
        buffer_append_text(&owed->texts, argument(self, i));
        buffer_append_literal(&owed->texts, ": ");
    }
    size = owed->texts.size - start;
    memcpy(owed->texts.data + start - sizeof size, &size, sizeof size);
}

/* Lasts until the next command is sent. */
static text_t owed_take(store_t *self)
{
    owed_t *owed = &self->owed;
    size_t size;
    memcpy(&size, owed->texts.data + owed->at, sizeof size);
    text_t keys = {owed->texts.data + owed->at + sizeof size, size};
    owed->at += sizeof size + size;
    return keys;
}

static bool are_texts(const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ARRAY)
        return false;
    for (size_t i = 0; i < reply->elements; i++)
        if (reply->element[i]->type != REDIS_REPLY_STRING)
            return false;
    return true;
}

static bool is_of_kind(const redis_reply_t *reply, reply_kind_t kind)
{
    switch (kind) {
    case REPLY_ANY:
        return true;
    case REPLY_NUMBER:
        return reply->type == REDIS_REPLY_INTEGER;
    case REPLY_TEXT:
        return reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_NIL;
    case REPLY_TEXTS:
        return are_texts(reply);
    case REPLY_PAGE:
        return reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
               reply->element[0]->type == REDIS_REPLY_STRING && are_texts(reply->element[1]);
    }
    return false;
}

/* A script's error ends with where in the script it was. */
static bool is_wrong_type(const redis_reply_t *reply)
{
    static const char code[] = "WRONGTYPE ";
    return reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, code, sizeof code - 1) == 0;
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
    buffer_free(&self->owed.texts);
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
    self->first_key = 1;
    self->key_count = 1;
    store_add(self, text_of(name));
}

void store_load_script(store_t *self, store_script_t *script)
{
    if (script->digest[0])
        return;
    store_begin(self, "SCRIPT");
    store_add(self, TEXT_LITERAL("LOAD"));
    store_add(self, text_of(script->body));
    self->key_count = 0;
    redis_reply_t *reply = store_ask(self, REPLY_TEXT);
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
    self->first_key = 3;
    self->key_count = (size_t)key_count;
}

/* hiredis copies the arguments. */
void store_send(store_t *self)
{
    const char **values = memory_new(self->count * sizeof *values);
    size_t *sizes = memory_new(self->count * sizeof *sizes);
    for (size_t i = 0; i < self->count; i++) {
        text_t text = argument(self, i);
        values[i] = text.data;
        sizes[i] = text.size;
    }
    if (redisAppendCommandArgv(self->context, (int)self->count, values, sizes) != REDIS_OK)
        fail("redis: %s", self->context->errstr);
    owed_put(self);
    free(values);
    free(sizes);
}

/* NULL where a key holds the wrong kind of value. */
static redis_reply_t *receive(store_t *self, reply_kind_t kind, text_t *keys)
{
    redis_reply_t *reply = redis_blocking_receive(self->context);
    if (!reply && is_silent(self->context))
        fail("redis: no answer for %d s", CONNECTION_ANSWER_S);
    if (!reply)
        fail("redis: %s", self->context->errstr[0] ? self->context->errstr : "connection lost");
    *keys = owed_take(self);
    if (is_wrong_type(reply)) {
        redis_reply_free(reply);
        return NULL;
    }
    if (reply->type == REDIS_REPLY_ERROR)
        fail("redis: %.*s%s", TEXT_ARG(*keys), reply->str);
    if (!is_of_kind(reply, kind))
        fail("redis: %.*san answer of another kind than expected", TEXT_ARG(*keys));
    return reply;
}

redis_reply_t *store_receive_sound(store_t *self, reply_kind_t kind)
{
    text_t keys;
    return receive(self, kind, &keys);
}

redis_reply_t *store_receive(store_t *self, reply_kind_t kind)
{
    text_t keys;
    redis_reply_t *reply = receive(self, kind, &keys);
    if (!reply)
        fail("redis: %.*sholds the wrong kind of value", TEXT_ARG(keys));
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

static void take_replies(store_t *self, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        redis_reply_t *reply = store_receive(self, REPLY_ANY);
        count_reply(self, self->kinds[self->oldest], reply);
        self->oldest = (self->oldest + 1) % QUEUE_MAX;
        redis_reply_free(reply);
    }
    self->queued -= count;
}

void store_flush(store_t *self)
{
    take_replies(self, self->queued);
    self->newer = self->newer_bytes = self->unwritten = 0;
}

/* hiredis itself writes when a reply is waited for only. */
static void write_out(store_t *self)
{
    int done = 0;
    while (!done)
        if (redisBufferWrite(self->context, &done) != REDIS_OK)
            fail("redis: %s", self->context->errstr);
    self->unwritten = 0;
}

/* Redis works on the newer half while the next commands are made. */
static void queue(store_t *self, queued_t kind)
{
    store_send(self);
    self->kinds[(self->oldest + self->queued++) % QUEUE_MAX] = kind;
    self->newer_bytes += self->bytes.size;
    self->unwritten += self->bytes.size;
    if (self->unwritten > WRITE_BYTES)
        write_out(self);
    if (++self->newer < QUEUE_MAX / 2 && self->newer_bytes < HALF_BYTES_MAX)
        return;
    take_replies(self, self->queued - self->newer);
    self->newer = self->newer_bytes = 0;
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

redis_reply_t *store_ask(store_t *self, reply_kind_t kind)
{
    store_flush(self);
    store_send(self);
    return store_receive(self, kind);
}

int64_t store_ask_int(store_t *self)
{
    redis_reply_t *reply = store_ask(self, REPLY_NUMBER);
    int64_t value = reply->integer;
    redis_reply_free(reply);
    return value;
}

text_t reply_field(const redis_reply_t *fields, text_t name)
{
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        if (text_equal(reply_text(fields->element[i]), name))
            return reply_text(fields->element[i + 1]);
    return TEXT_NONE;
}
