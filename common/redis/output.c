/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/output.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

enum {
    HEADER_MAX = 24,          /* bytes: a letter, a number, the end of a line */
    KEPT_MEMORY = 1024 * 1024 /* more is given back when it runs empty */
};

void redis_output_clear(redis_output_t *self)
{
    buffer_clear(&self->bytes);
    self->sent = self->answered = self->expected = 0;
}

void redis_output_free(redis_output_t *self)
{
    buffer_free(&self->bytes);
}

static void run_empty(redis_output_t *self)
{
    redis_output_clear(self);
    if (self->bytes.capacity > KEPT_MEMORY)
        buffer_free(&self->bytes);
}

/* ---- writing ---- */

/* What is both sent and answered: a peer may answer what it has not got yet. */
static size_t done(const redis_output_t *self)
{
    return self->sent < self->answered ? self->sent : self->answered;
}

/* Before the memory grows: what is done makes room, if that is worth the move. */
static void make_room(redis_output_t *self, size_t room)
{
    buffer_t *bytes = &self->bytes;
    const size_t gone = done(self);
    if (bytes->capacity - bytes->size >= room || gone == 0 || gone < bytes->size / 2)
        return;
    bytes->size -= gone;
    memmove(bytes->data, bytes->data + gone, bytes->size);
    self->sent -= gone;
    self->answered -= gone;
    self->expected -= gone;
}

/* Nearly all numbers are of one or two digits: those are written without a call. */
static char *put_header(char *at, char kind, size_t number)
{
    *at++ = kind;
    if (number >= 100)
        at += sprintf(at, "%zu", number);
    else {
        if (number >= 10)
            *at++ = (char)('0' + number / 10);
        *at++ = (char)('0' + number % 10);
    }
    *at++ = '\r';
    *at++ = '\n';
    return at;
}

void redis_output_write(redis_output_t *self, const redis_command_t *command)
{
    size_t room = HEADER_MAX;
    for (size_t i = 0; i < command->count; i++)
        room += HEADER_MAX + command->sizes[i] + 2;
    if (self->keeps)
        make_room(self, room);
    char *begin = buffer_reserve(&self->bytes, room);
    char *at = put_header(begin, '*', command->count);
    for (size_t i = 0; i < command->count; i++) {
        at = put_header(at, '$', command->sizes[i]);
        memcpy(at, command->values[i], command->sizes[i]);
        at += command->sizes[i];
        *at++ = '\r';
        *at++ = '\n';
    }
    self->bytes.size += (size_t)(at - begin);
}

void redis_output_write_again(redis_output_t *self, text_t command)
{
    if (self->keeps)
        make_room(self, command.size);
    buffer_append_text(&self->bytes, command);
}

uint32_t redis_output_end_command(redis_output_t *self)
{
    if (!self->keeps)
        return 0;
    const size_t size = self->bytes.size - self->expected;
    self->expected = self->bytes.size;
    return (uint32_t)size;
}

/* ---- sending ---- */

static void drop_sent(redis_output_t *self, size_t size)
{
    buffer_t *bytes = &self->bytes;
    bytes->size -= size;
    if (bytes->size > 0)
        memmove(bytes->data, bytes->data + size, bytes->size);
    else
        run_empty(self);
}

bool redis_output_send(redis_output_t *self, int fd)
{
    ssize_t size = send(fd, self->bytes.data + self->sent, self->bytes.size - self->sent,
                        MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0)
        return errno == EAGAIN || errno == EINTR;
    if (self->keeps)
        self->sent += (size_t)size;
    else
        drop_sent(self, (size_t)size);
    return true;
}

/* ---- keeping ---- */

text_t redis_output_oldest(const redis_output_t *self, uint32_t size)
{
    return (text_t){self->bytes.data + self->answered, size};
}

void redis_output_release(redis_output_t *self, uint32_t size)
{
    if (!self->keeps)
        return;
    self->answered += size;
    if (done(self) == self->bytes.size)
        run_empty(self);
}
