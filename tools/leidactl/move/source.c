/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/source.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "tools/leidactl/common/fail.h"

extern const char lua_move_dump[];

enum {
    PAGE = 500,
    DUMPS_BYTES = 256 << 10, /* Redis works on so much for about a millisecond */
    DIGEST_SIZE = 41
};

static const char CHANNEL[] = "__redis__:invalidate";

struct source {
    const connection_settings_t *settings;
    char run_id[DIGEST_SIZE]; /* of the server: every connection must lead to the same */
    wire_t *data, *listener;
    char dumps[DIGEST_SIZE]; /* the script */
    key_set_t *changes;      /* where told keys go */
    bool answered;           /* what the listener was asked is */
};

/* ---- connections ---- */

static void read_run_id(wire_t *wire, char run_id[DIGEST_SIZE])
{
    wire_words(wire, "INFO server");
    const redis_reply_t *info = wire_ask(wire, "INFO");
    const char *found = info->type == REDIS_REPLY_STRING ? strstr(info->str, "\nrun_id:") : NULL;
    if (!found || sscanf(found, "\nrun_id:%40[0-9a-f]", run_id) != 1)
        fail("redis at %s: it does not say which server it is", wire_name(wire));
}

/* Sentinels may name another one by now. */
wire_t *source_connect(const source_t *self)
{
    char run_id[DIGEST_SIZE];
    wire_t *wire = wire_new(connection_open(self->settings), self->settings->address);
    read_run_id(wire, run_id);
    if (self->run_id[0] && strcmp(run_id, self->run_id) != 0)
        fail("redis at %s: another server answers now", self->settings->address);
    return wire;
}

/* What only reads may run while writes are paused: Redis 7 knows such scripts by their first line. */
static void load_dumps(source_t *self)
{
    buffer_t body = {0};
    buffer_append_literal(&body, "#!lua flags=no-writes");
    buffer_append_text(&body, text_of(lua_move_dump));
    wire_words(self->data, "SCRIPT LOAD");
    wire_add(self->data, buffer_text(&body));
    const redis_reply_t *digest = wire_ask(self->data, "SCRIPT LOAD (it must be Redis 7 or newer)");
    snprintf(self->dumps, sizeof self->dumps, "%.*s", TEXT_ARG(redis_text(digest)));
    buffer_free(&body);
}

source_t *source_new(const connection_settings_t *settings)
{
    source_t *self = memory_new_zeroed(sizeof *self);
    self->settings = settings;
    self->data = source_connect(self);
    read_run_id(self->data, self->run_id);
    load_dumps(self);
    wire_words(self->data, "CLIENT SETNAME " MOVE_NAME);
    wire_ask(self->data, "CLIENT SETNAME");
    return self;
}

void source_be_alone(source_t *self)
{
    static const char field[] = " name=" MOVE_NAME " ";
    wire_words(self->data, "CLIENT LIST");
    const redis_reply_t *list = wire_ask(self->data, "CLIENT LIST");
    const char *first = list->type == REDIS_REPLY_STRING ? strstr(list->str, field) : NULL;
    if (first && strstr(first + sizeof field - 1, field))
        fail("another move of this store is under way: nothing was done");
}

void source_destroy(source_t **self_p)
{
    source_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    wire_destroy(&self->data);
    wire_destroy(&self->listener);
    free(self);
}

wire_t *source_wire(source_t *self)
{
    return self->data;
}

/* ---- what changes ---- */

/* Messages, and the answers to SUBSCRIBE and PING, which are lists too. */
static void take_told(void *context, const redis_reply_t *reply)
{
    source_t *self = context;
    if (reply->type == REDIS_REPLY_ERROR)
        fail("redis at %s: %s", wire_name(self->listener), reply->str);
    bool message = reply->type == REDIS_REPLY_ARRAY && reply->elements == 3 &&
                   text_equal(redis_text(reply->element[0]), TEXT_LITERAL("message"));
    if (!message) {
        self->answered = true;
        return;
    }
    const redis_reply_t *keys = reply->element[2];
    if (keys->type != REDIS_REPLY_ARRAY)
        fail("redis at %s: it was emptied meanwhile (FLUSHALL)", wire_name(self->data));
    for (size_t i = 0; i < keys->elements; i++)
        key_set_add(self->changes, redis_text(keys->element[i]));
}

void source_take_changes(source_t *self, key_set_t *keys)
{
    self->changes = keys;
    wire_take_arrived(self->listener, false, take_told, self);
}

static void await_answer(source_t *self)
{
    self->answered = false;
    while (!self->answered)
        wire_take_arrived(self->listener, true, take_told, self);
}

/* What was told before comes before the answer. */
void source_catch_up(source_t *self, key_set_t *keys)
{
    self->changes = keys;
    wire_words(self->listener, "PING");
    wire_send(self->listener);
    await_answer(self);
}

void source_subscribe(source_t *self, text_t channel)
{
    wire_words(self->listener, "SUBSCRIBE");
    wire_add(self->listener, channel);
    wire_send(self->listener);
    await_answer(self);
}

void source_track(source_t *self)
{
    static key_set_t none; /* nothing is told before the answer */
    self->changes = &none;
    self->listener = source_connect(self);
    wire_words(self->listener, "CLIENT ID");
    int64_t id = wire_ask_int(self->listener, "CLIENT ID");
    source_subscribe(self, TEXT_LITERAL(CHANNEL));
    wire_words(self->data, "CLIENT TRACKING ON BCAST REDIRECT");
    wire_add_int(self->data, id);
    wire_ask(self->data, "CLIENT TRACKING");
}

/* ---- keys ---- */

void source_ask_page(source_t *self, text_t cursor)
{
    wire_words(self->data, "SCAN");
    wire_add(self->data, cursor);
    wire_words(self->data, "COUNT");
    wire_add_int(self->data, PAGE);
    wire_send(self->data);
}

void source_ask_dumps(source_t *self, const text_t *keys, size_t count)
{
    wire_words(self->data, "EVALSHA");
    wire_add(self->data, text_of(self->dumps));
    wire_add_int(self->data, (int64_t)count);
    for (size_t i = 0; i < count; i++)
        wire_add(self->data, keys[i]);
    wire_add_int(self->data, DUMPS_BYTES);
    wire_send(self->data);
}

void source_ask_dump(source_t *self, text_t key)
{
    wire_words(self->data, "DUMP");
    wire_add(self->data, key);
    wire_send(self->data);
}

/* ---- counts ---- */

key_count_t source_count(source_t *self)
{
    wire_words(self->data, "INFO keyspace");
    return key_count_read(wire_ask(self->data, "INFO keyspace"));
}
