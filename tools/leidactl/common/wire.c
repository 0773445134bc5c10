/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/wire.h"

#include <stdlib.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/server.h"

struct wire {
    server_t *server;
    char *name;
    arguments_t command;  /* under construction */
    redis_reply_t *reply; /* that was taken last */
};

wire_t *wire_new(struct redisContext *context, const char *name)
{
    wire_t *self = memory_new_zeroed(sizeof *self);
    self->server = server_new(context, NULL);
    self->name = memory_copy_text(text_of(name));
    return self;
}

void wire_destroy(wire_t **self_p)
{
    wire_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    server_destroy(&self->server);
    redis_reply_free(self->reply);
    arguments_free(&self->command);
    free(self->name);
    free(self);
}

const char *wire_name(const wire_t *self)
{
    return self->name;
}

void wire_words(wire_t *self, const char *words)
{
    text_t word;
    while (text_next_word(&words, &word))
        arguments_add(&self->command, word);
}

void wire_add(wire_t *self, text_t word)
{
    arguments_add(&self->command, word);
}

void wire_add_int(wire_t *self, int64_t word)
{
    buffer_append_int(arguments_part(&self->command), word);
}

size_t wire_send(wire_t *self)
{
    buffer_t *output = server_output(self->server);
    const size_t size = self->command.bytes.size;
    arguments_write(&self->command, false, output);
    server_added(self->server);
    buffer_clear(&self->command.bytes);
    self->command.count = 0;
    return size;
}

void wire_flush(wire_t *self)
{
    if (!server_write(self->server))
        fail("redis at %s: %s", self->name, server_trouble(self->server));
}

const redis_reply_t *wire_receive(wire_t *self)
{
    redis_reply_free(self->reply);
    self->reply = server_receive(self->server);
    if (!self->reply)
        fail("redis at %s: %s", self->name, server_trouble(self->server));
    return self->reply;
}

const redis_reply_t *wire_expect(wire_t *self, const char *what)
{
    const redis_reply_t *reply = wire_receive(self);
    if (reply->type == REDIS_REPLY_ERROR)
        fail("redis at %s: %s: %s", self->name, what, reply->str);
    return reply;
}

const redis_reply_t *wire_ask(wire_t *self, const char *what)
{
    wire_send(self);
    return wire_expect(self, what);
}

int64_t wire_ask_int(wire_t *self, const char *what)
{
    const redis_reply_t *reply = wire_ask(self, what);
    if (reply->type != REDIS_REPLY_INTEGER)
        fail("redis at %s: %s: an answer of another kind than expected", self->name, what);
    return reply->integer;
}

const redis_reply_t *wire_try(wire_t *self, const char *words)
{
    wire_words(self, words);
    wire_send(self);
    return wire_receive(self);
}

void wire_take_arrived(wire_t *self, bool wait, wire_take_fn *take, void *context)
{
    wire_flush(self);
    while (wait || server_has_arrived(self->server)) {
        take(context, wire_receive(self));
        wait = false;
    }
}
