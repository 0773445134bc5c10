/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/copy.h"

#include <errno.h>
#include <unistd.h>

void media_copy_begin(media_copy_t *self, media_bytes_t *from, int to)
{
    self->from = from;
    self->to = to;
    self->written = 0;
    self->failed = false;
    self->waiting = 0;
}

void media_copy_flush(media_copy_t *self)
{
    for (size_t at = 0; at < self->waiting && !self->failed;) {
        ssize_t put = write(self->to, self->buffer + at, self->waiting - at);
        if (put > 0)
            at += (size_t)put;
        else if (put == 0 || errno != EINTR)
            self->failed = true;
    }
    self->waiting = 0;
}

void media_copy_put(media_copy_t *self, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0 && !self->failed) {
        const size_t room = sizeof self->buffer - self->waiting, piece = size < room ? size : room;
        memcpy(self->buffer + self->waiting, at, piece);
        self->waiting += piece;
        self->written += (int64_t)piece;
        at += piece;
        size -= piece;
        if (piece == room)
            media_copy_flush(self);
    }
}

void media_copy_put_zeros(media_copy_t *self, int64_t count)
{
    static const char zeros[4096];
    for (; count > 0 && !self->failed; count -= (int64_t)sizeof zeros)
        media_copy_put(self, zeros, count < (int64_t)sizeof zeros ? (size_t)count : sizeof zeros);
}

void media_copy_patch(media_copy_t *self, int64_t at, const void *bytes, size_t size)
{
    media_copy_flush(self);
    if (!self->failed && pwrite(self->to, bytes, size, at) != (ssize_t)size)
        self->failed = true;
}

void media_copy_range(media_copy_t *self, int64_t from, int64_t to)
{
    while (from < to && !self->failed) {
        const size_t size = to - from < MEDIA_WINDOW ? (size_t)(to - from) : MEDIA_WINDOW;
        const unsigned char *bytes = media_bytes_at(self->from, from, size);
        if (!bytes)
            return;
        media_copy_put(self, bytes, size);
        from += (int64_t)size;
    }
}
