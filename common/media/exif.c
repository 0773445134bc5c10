/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/exif.h"

enum {
    HEAD = 8,
    ENTRY = 12,
    TAG_ORIENTATION = 0x0112,
    TYPE_SHORT = 3,
    ORIENTATION_FIRST = 1,
    ORIENTATION_LAST = 8,
};

typedef struct {
    media_bytes_t *bytes;
    int64_t begin, end;
    bool is_big; /* the more significant byte first */
} reader_t;

static uint32_t get16(const reader_t *self, const unsigned char *bytes)
{
    return self->is_big ? media_big16(bytes) : media_little16(bytes);
}

static uint32_t get32(const reader_t *self, const unsigned char *bytes)
{
    return self->is_big ? media_big32(bytes) : media_little32(bytes);
}

/* NULL where it does not have them. */
static const unsigned char *bytes_at(reader_t *self, int64_t offset, size_t size)
{
    const int64_t at = self->begin + offset;
    return self->end - at >= (int64_t)size ? media_bytes_at(self->bytes, at, size) : NULL;
}

/* Of a directory's entry; 0: it tells none. */
static uint32_t orientation_of(const reader_t *self, const unsigned char *entry)
{
    if (get16(self, entry) != TAG_ORIENTATION || get16(self, entry + 2) != TYPE_SHORT ||
        get32(self, entry + 4) != 1)
        return 0;
    const uint32_t value = get16(self, entry + 8);
    return value >= ORIENTATION_FIRST && value <= ORIENTATION_LAST ? value : 0;
}

/* The first that is told. */
static uint32_t read_directory(reader_t *self, uint32_t offset)
{
    const unsigned char *bytes = bytes_at(self, offset, 2);
    const uint32_t count = bytes ? get16(self, bytes) : 0;
    uint32_t orientation = 0;
    int64_t at = (int64_t)offset + 2;
    for (uint32_t i = 0; i < count && orientation == 0 && (bytes = bytes_at(self, at, ENTRY));
         i++, at += ENTRY)
        orientation = orientation_of(self, bytes);
    return orientation;
}

static bool is_plain(reader_t *self, uint32_t orientation)
{
    char plain[EXIF_PLAIN];
    exif_write(plain, orientation);
    return orientation > 0 && self->end - self->begin == EXIF_PLAIN &&
           media_bytes_are(self->bytes, self->begin, (text_t){plain, EXIF_PLAIN});
}

exif_t exif_read(media_bytes_t *bytes, int64_t begin, int64_t end)
{
    reader_t self = {.bytes = bytes, .begin = begin, .end = end};
    const unsigned char *head = bytes_at(&self, 0, HEAD);
    if (!head || (memcmp(head, "MM", 2) != 0 && memcmp(head, "II", 2) != 0))
        return (exif_t){0};
    self.is_big = head[0] == 'M';
    if (get16(&self, head + 2) != 42)
        return (exif_t){0};
    const uint32_t orientation = read_directory(&self, get32(&self, head + 4));
    return (exif_t){is_plain(&self, orientation), orientation};
}

void exif_write(char plain[EXIF_PLAIN], uint32_t orientation)
{
    enum { VALUE = 19 };
    static const char one_entry[] = "MM\0\x2a\0\0\0\x08"
                                    "\0\x01"
                                    "\x01\x12\0\x03\0\0\0\x01\0\0\0\0"
                                    "\0\0\0";
    memcpy(plain, one_entry, EXIF_PLAIN);
    plain[VALUE] = (char)orientation;
}
