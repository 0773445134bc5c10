/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/store.h"

#include <stdlib.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/owed.h"

struct store {
    server_t *server;
    arguments_t command; /* under construction */
    owed_t owed;
    bool changed;     /* the record whose replies are coming in has changed something */
    size_t unchanged; /* records */
};

store_t *store_new(const connection_settings_t *settings)
{
    store_t *self = memory_new_zeroed(sizeof *self);
    self->server = server_new(connection_open(settings));
    return self;
}

void store_destroy(store_t **self_p)
{
    store_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    owed_free(&self->owed);
    arguments_free(&self->command);
    server_destroy(&self->server);
    free(self);
}

/* ---- commands ---- */

void store_begin(store_t *self, const char *name)
{
    arguments_begin(&self->command, name);
}

void store_begin_script(store_t *self, store_script_t *script, int key_count)
{
    arguments_begin_script(&self->command, script, key_count);
}

buffer_t *store_part(store_t *self)
{
    return arguments_part(&self->command);
}

void store_add(store_t *self, text_t argument)
{
    arguments_add(&self->command, argument);
}

void store_add_int(store_t *self, int64_t argument)
{
    buffer_append_int(store_part(self), argument);
}

static void load_script(store_t *self, server_t *server, const store_script_t *script)
{
    owed_add(&self->owed, OWED_LOAD, server, &self->command);
    arguments_write_load(script, server_output(server));
    server_added(server);
    server_add_script(server, script);
}

/* Gives who is to answer it. */
static server_t *send_command(store_t *self, owed_kind_t kind)
{
    const arguments_t *command = &self->command;
    server_t *server = self->server;
    if (command->script && !server_has_script(server, command->script))
        load_script(self, server, command->script);
    owed_add(&self->owed, kind, server, command);
    arguments_write(command, server_output(server));
    return server;
}

void store_send(store_t *self)
{
    server_added(send_command(self, OWED_ASKED));
}

/* ---- replies ---- */

/* The first that is owed. NULL where a key holds the wrong kind of value, if that is `sound`. */
static redis_reply_t *take(store_t *self, reply_kind_t kind, bool sound)
{
    const owed_reply_t *first = owed_at(&self->owed, 0);
    const text_t keys = owed_keys(&self->owed, first);
    redis_reply_t *reply = server_receive(first->server);
    if (!reply)
        fail("redis: %s", server_trouble(first->server));
    if (reply_is_wrong_type(reply) && !sound)
        fail("redis: %.*sholds the wrong kind of value", TEXT_ARG(keys));
    if (reply_is_wrong_type(reply)) {
        redis_reply_free(reply);
        reply = NULL;
    } else if (reply->type == REDIS_REPLY_ERROR) {
        fail("redis: %.*s%s", TEXT_ARG(keys), reply->str);
    } else if (!reply_is_of_kind(reply, kind)) {
        fail("redis: %.*san answer of another kind than expected", TEXT_ARG(keys));
    }
    owed_drop(&self->owed);
    return reply;
}

static void count_record(store_t *self, const redis_reply_t *reply, bool last)
{
    self->changed = self->changed || reply_number(reply) != 0;
    if (!last)
        return;
    self->unchanged += !self->changed;
    self->changed = false;
}

/* Of a command that was queued, or of what gave the server a script. */
static void take_queued(store_t *self)
{
    const owed_kind_t kind = owed_at(&self->owed, 0)->kind;
    redis_reply_t *reply = take(self, REPLY_ANY, false);
    if (kind == OWED_PART || kind == OWED_LAST)
        count_record(self, reply, kind == OWED_LAST);
    redis_reply_free(reply);
}

static redis_reply_t *receive(store_t *self, reply_kind_t kind, bool sound)
{
    while (owed_at(&self->owed, 0)->kind != OWED_ASKED)
        take_queued(self);
    return take(self, kind, sound);
}

redis_reply_t *store_receive(store_t *self, reply_kind_t kind)
{
    return receive(self, kind, false);
}

redis_reply_t *store_receive_sound(store_t *self, reply_kind_t kind)
{
    return receive(self, kind, true);
}

void store_flush(store_t *self)
{
    while (self->owed.count > 0)
        take_queued(self);
}

static void queue(store_t *self, owed_kind_t kind)
{
    for (size_t due = server_queued(send_command(self, kind)); due > 0; due--)
        take_queued(self);
}

void store_queue(store_t *self)
{
    queue(self, OWED_ALONE);
}

void store_queue_record(store_t *self, bool last)
{
    queue(self, last ? OWED_LAST : OWED_PART);
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
