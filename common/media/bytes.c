/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/bytes.h"

#include <errno.h>
#include <unistd.h>

enum { WORD_MAX = 64 };

void media_bytes_open(media_bytes_t *self, int file, int64_t size)
{
    self->file = file;
    self->size = size;
    self->at = 0;
    self->length = 0;
    self->failed = false;
}

/* Fills the window from an offset on, as far as it and the file go. */
static bool fill(media_bytes_t *self, int64_t offset)
{
    const int64_t left = self->size - offset;
    const size_t wanted = left < MEDIA_WINDOW ? (size_t)left : MEDIA_WINDOW;
    self->at = offset;
    self->length = 0;
    while (self->length < wanted) {
        ssize_t got = pread(self->file, self->window + self->length, wanted - self->length,
                            offset + (int64_t)self->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            self->failed = true;
            return false;
        }
        self->length += (size_t)got;
    }
    return true;
}

static bool is_in_window(const media_bytes_t *self, int64_t offset, size_t size)
{
    return offset >= self->at && offset - self->at <= (int64_t)self->length &&
           (int64_t)size <= (int64_t)self->length - (offset - self->at);
}

const unsigned char *media_bytes_at(media_bytes_t *self, int64_t offset, size_t size)
{
    if (self->failed || offset < 0 || offset > self->size || (int64_t)size > self->size - offset ||
        size > MEDIA_WINDOW)
        return NULL;
    if (!is_in_window(self, offset, size) && !fill(self, offset))
        return NULL;
    return self->window + (offset - self->at);
}

bool media_bytes_are(media_bytes_t *self, int64_t offset, text_t expected)
{
    const unsigned char *bytes = media_bytes_at(self, offset, expected.size);
    return bytes && memcmp(bytes, expected.data, expected.size) == 0;
}

/* What the window has from an offset on, after at least one byte of it was asked for. */
static size_t ready(const media_bytes_t *self, int64_t offset, int64_t to)
{
    const int64_t end = self->at + (int64_t)self->length;
    return (size_t)((end < to ? end : to) - offset);
}

int64_t media_bytes_find(media_bytes_t *self, int64_t from, int64_t to, unsigned char value)
{
    while (from < to) {
        const unsigned char *bytes = media_bytes_at(self, from, 1);
        if (!bytes)
            return -1;
        const size_t size = ready(self, from, to);
        const unsigned char *found = memchr(bytes, value, size);
        if (found)
            return from + (found - bytes);
        from += (int64_t)size;
    }
    return -1;
}

int64_t media_bytes_skip(media_bytes_t *self, int64_t from, int64_t to, unsigned char value)
{
    const unsigned char *bytes;
    while (from < to && (bytes = media_bytes_at(self, from, 1)) && *bytes == value) {
        const size_t size = ready(self, from, to);
        size_t same = 1;
        while (same < size && bytes[same] == value)
            same++;
        from += (int64_t)same;
    }
    return from;
}

bool media_bytes_are_zero(media_bytes_t *self, int64_t from)
{
    return media_bytes_skip(self, from, self->size, 0) == self->size;
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : c;
}

static bool word_begins(const unsigned char *bytes, text_t word)
{
    size_t same = 0;
    while (same < word.size && lower(bytes[same]) == (unsigned char)word.data[same])
        same++;
    return same == word.size;
}

bool media_bytes_have(media_bytes_t *self, int64_t from, int64_t to, text_t word)
{
    const unsigned char *bytes;
    while (word.size <= WORD_MAX && to - from >= (int64_t)word.size &&
           (bytes = media_bytes_at(self, from, word.size))) {
        const size_t places = ready(self, from, to) - word.size + 1;
        for (size_t i = 0; i < places; i++)
            if (word_begins(bytes + i, word))
                return true;
        from += (int64_t)places;
    }
    return false;
}
