/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/tiff.h"

enum {
    HEAD = 8,
    ENTRY = 12,
    TAG_ORIENTATION = 0x0112,
    TAG_EXIF = 0x8769,
    TAG_GPS = 0x8825,
    TYPE_SHORT = 3,
    ORIENTATION_FIRST = 1,
    ORIENTATION_LAST = 8,
};

typedef struct {
    media_bytes_t *bytes;
    int64_t begin, end;
    bool is_big;   /* the more significant byte first */
    uint32_t exif; /* the offset of EXIF's own directory; 0: none */
    tiff_t found;
} reader_t;

static uint32_t get16(const reader_t *self, const unsigned char *bytes)
{
    return self->is_big ? media_big16(bytes) : media_little16(bytes);
}

static uint32_t get32(const reader_t *self, const unsigned char *bytes)
{
    return self->is_big ? media_big32(bytes) : media_little32(bytes);
}

/* NULL where the segment does not have them. */
static const unsigned char *bytes_at(reader_t *self, int64_t offset, size_t size)
{
    const int64_t at = self->begin + offset;
    return self->end - at >= (int64_t)size ? media_bytes_at(self->bytes, at, size) : NULL;
}

static void read_entry(reader_t *self, const unsigned char *entry)
{
    const uint32_t tag = get16(self, entry);
    if (tag == TAG_GPS)
        self->found.has_position = true;
    else if (tag == TAG_EXIF)
        self->exif = get32(self, entry + 8);
    else if (tag == TAG_ORIENTATION && get16(self, entry + 2) == TYPE_SHORT) {
        const uint32_t value = get16(self, entry + 8);
        if (value >= ORIENTATION_FIRST && value <= ORIENTATION_LAST)
            self->found.orientation = value;
    }
}

/* Reads a directory; where the next one of the row begins goes into *next, 0 at its end. */
static bool read_directory(reader_t *self, uint32_t offset, uint32_t *next)
{
    const unsigned char *bytes = bytes_at(self, offset, 2);
    const uint32_t count = bytes ? get16(self, bytes) : 0;
    int64_t at = (int64_t)offset + 2;
    for (uint32_t i = 0; i < count && bytes; i++, at += ENTRY)
        if ((bytes = bytes_at(self, at, ENTRY)))
            read_entry(self, bytes);
    *next = 0;
    if (bytes && (bytes = bytes_at(self, at, 4)))
        *next = get32(self, bytes);
    return bytes;
}

static bool read_directories(reader_t *self, uint32_t first)
{
    uint32_t thumbnail, none;
    if (!read_directory(self, first, &thumbnail))
        return false;
    const uint32_t orientation = self->found.orientation; /* the thumbnail has one of its own */
    const bool done = (thumbnail == 0 || read_directory(self, thumbnail, &none)) &&
                      (self->exif == 0 || read_directory(self, self->exif, &none));
    self->found.orientation = orientation;
    return done;
}

tiff_t tiff_read(media_bytes_t *bytes, int64_t begin, int64_t end)
{
    reader_t self = {.bytes = bytes, .begin = begin, .end = end};
    const unsigned char *head = bytes_at(&self, 0, HEAD);
    if (!head || (memcmp(head, "MM", 2) != 0 && memcmp(head, "II", 2) != 0))
        return self.found;
    self.is_big = head[0] == 'M';
    if (get16(&self, head + 2) == 42)
        self.found.is_readable = read_directories(&self, get32(&self, head + 4));
    return self.found;
}
