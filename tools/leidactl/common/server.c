/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/server.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* Commands without a reply yet; those of a half are looked at together. The bytes of a half, and those that
 * are handed to the kernel together. */
enum { HALF_MAX = 500, HALF_BYTES_MAX = 512 << 10, WRITE_BYTES = 128 << 10, SCRIPTS_MAX = 64 };

struct server {
    redisContext *context;
    redis_address_t address;   /* without a host: messages need not say */
    buffer_t output;           /* that the kernel does not have yet */
    int limit;                 /* s that it may be silent for */
    size_t before;             /* bytes of it, before the command that is being added */
    size_t owed;               /* replies */
    size_t newer, newer_bytes; /* queued commands of the newer half, and their bytes */
    size_t script_count;       /* that it has been given */
    const store_script_t *scripts[SCRIPTS_MAX];
    char trouble[CONNECTION_REASON_SIZE];
};

server_t *server_new(struct redisContext *context, const redis_address_t *to)
{
    server_t *self = memory_new_zeroed(sizeof *self);
    self->context = context;
    self->limit = CONNECTION_ANSWER_S;
    if (to)
        self->address = *to;
    return self;
}

void server_limit(server_t *self, int seconds)
{
    self->limit = seconds;
    redisSetTimeout(self->context, (struct timeval){.tv_sec = seconds});
}

void server_destroy(server_t **self_p)
{
    server_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    redisFree(self->context);
    buffer_free(&self->output);
    free(self);
}

buffer_t *server_output(server_t *self)
{
    self->before = self->output.size;
    return &self->output;
}

void server_added(server_t *self)
{
    self->owed++;
}

size_t server_queued(server_t *self)
{
    self->owed++;
    self->newer++;
    self->newer_bytes += self->output.size - self->before;
    if (self->output.size > WRITE_BYTES)
        server_write(self);
    if (self->newer < HALF_MAX && self->newer_bytes < HALF_BYTES_MAX)
        return 0;
    const size_t older = self->owed - self->newer;
    self->newer = self->newer_bytes = 0;
    return older;
}

bool server_has_script(const server_t *self, const store_script_t *script)
{
    size_t i = 0;
    while (i < self->script_count && self->scripts[i] != script)
        i++;
    return i < self->script_count;
}

void server_add_script(server_t *self, const store_script_t *script)
{
    if (self->script_count < SCRIPTS_MAX) /* else it is given to it each time */
        self->scripts[self->script_count++] = script;
}

void server_forget_scripts(server_t *self)
{
    self->script_count = 0;
}

const redis_address_t *server_address(const server_t *self)
{
    return self->address.host[0] ? &self->address : NULL;
}

static void set_trouble(server_t *self, const char *reason)
{
    if (!self->trouble[0])
        snprintf(self->trouble, sizeof self->trouble, "%s", reason);
}

const char *server_trouble(const server_t *self)
{
    return self->trouble;
}

/* The system's words for it say nothing to the reader. */
static void set_silent(server_t *self)
{
    char reason[CONNECTION_REASON_SIZE];
    snprintf(reason, sizeof reason, "no answer for %d s", self->limit);
    set_trouble(self, reason);
}

bool server_write(server_t *self)
{
    size_t done = 0;
    while (done < self->output.size && !self->trouble[0]) {
        const ssize_t sent = send(self->context->fd, self->output.data + done, self->output.size - done,
                                  MSG_NOSIGNAL);
        if (sent > 0)
            done += (size_t)sent;
        else if (errno == EAGAIN)
            set_silent(self);
        else if (errno != EINTR)
            set_trouble(self, strerror(errno));
    }
    buffer_clear(&self->output);
    return !self->trouble[0];
}

redis_reply_t *server_receive(server_t *self)
{
    if (!server_write(self))
        return NULL;
    redis_reply_t *reply = redis_blocking_receive(self->context, connection_whole(self->limit));
    if (!reply && strcmp(self->context->errstr, strerror(EAGAIN)) == 0)
        set_silent(self);
    if (!reply)
        set_trouble(self, self->context->errstr[0] ? self->context->errstr : "connection lost");
    else if (self->owed > 0 && --self->owed == 0) /* a published message is owed by nobody */
        self->newer = self->newer_bytes = 0;
    return reply;
}

redis_reply_t *server_ask(server_t *self, size_t count, const text_t *words)
{
    arguments_write_words(count, words, server_output(self));
    server_added(self);
    return server_receive(self);
}

bool server_has_arrived(const server_t *self)
{
    const redisReader *reader = self->context->reader;
    struct pollfd arrival = {.fd = self->context->fd, .events = POLLIN};
    return reader->pos < reader->len || poll(&arrival, 1, 0) > 0;
}
