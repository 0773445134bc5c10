/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/copy.h"

#include <errno.h>
#include <unistd.h>

void media_copy_put(media_copy_t *self, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0 && !self->failed) {
        ssize_t put = write(self->to, at, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) {
            self->failed = true;
            return;
        }
        at += put;
        size -= (size_t)put;
        self->written += put;
    }
}

void media_copy_put_zeros(media_copy_t *self, int64_t count)
{
    static const char zeros[4096];
    for (; count > 0 && !self->failed; count -= (int64_t)sizeof zeros)
        media_copy_put(self, zeros, count < (int64_t)sizeof zeros ? (size_t)count : sizeof zeros);
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
