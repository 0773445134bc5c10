/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/exif.h"

#include <errno.h>
#include <unistd.h>

#include "gateway/media/tiff.h"

#define EXIF TEXT_LITERAL("Exif\0")
#define XMP TEXT_LITERAL("http://ns.adobe.com/xap/1.0/\0")
#define XMP_FURTHER TEXT_LITERAL("http://ns.adobe.com/xmp/extension/\0")
#define PICTURES TEXT_LITERAL("MPF\0")

enum { TIFF_BEGIN = 6 /* behind "Exif", 0 and a byte that is 0 nearly always */ };

static exif_verdict_t judge_exif(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    const tiff_t tiff = tiff_read(bytes, segment->begin + TIFF_BEGIN, segment->end);
    return (exif_verdict_t){tiff.has_position || !tiff.is_readable, tiff.orientation};
}

/* Its names for a position have one of these words in them, whoever's they are. */
static bool xmp_has_position(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    return media_bytes_have(bytes, segment->begin, segment->end, TEXT_LITERAL("gps")) ||
           media_bytes_have(bytes, segment->begin, segment->end, TEXT_LITERAL("latitude"));
}

exif_verdict_t exif_judge(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    if (jpeg_segment_is(bytes, segment, JPEG_APP1, EXIF))
        return judge_exif(bytes, segment);
    if (jpeg_segment_is(bytes, segment, JPEG_APP1, XMP))
        return (exif_verdict_t){xmp_has_position(bytes, segment), 0};
    /* The rest of a long XMP is cut into segments at any letter; no chat shows what stands there. */
    const bool is_further = jpeg_segment_is(bytes, segment, JPEG_APP1, XMP_FURTHER) ||
                            jpeg_segment_is(bytes, segment, JPEG_APP2, PICTURES);
    return (exif_verdict_t){is_further, 0};
}

/* ---- the copy ---- */

typedef struct {
    media_bytes_t *bytes;
    int to;
    int64_t written;
    bool failed;      /* to write */
    bool is_oriented; /* which way up was told */
} copy_t;

static void write_bytes(copy_t *self, const void *bytes, size_t size)
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

static void copy_range(copy_t *self, int64_t from, int64_t to)
{
    while (from < to && !self->failed) {
        const size_t size = to - from < MEDIA_WINDOW ? (size_t)(to - from) : MEDIA_WINDOW;
        const unsigned char *bytes = media_bytes_at(self->bytes, from, size);
        if (!bytes)
            return;
        write_bytes(self, bytes, size);
        from += (int64_t)size;
    }
}

/* An EXIF of one directory with one entry: big-endian, one short. */
static void write_orientation(copy_t *self, uint32_t orientation)
{
    enum { VALUE = 29 };
    char segment[] = "\xff\xe1\0\x22"
                     "Exif\0\0"
                     "MM\0\x2a\0\0\0\x08"
                     "\0\x01"
                     "\x01\x12\0\x03\0\0\0\x01\0\0\0\0"
                     "\0\0\0";
    segment[VALUE] = (char)orientation;
    write_bytes(self, segment, sizeof segment);
}

/* All segments but those that go, up to the end. False when a segment is not whole. */
static bool copy_segments(copy_t *self)
{
    int64_t kept = 0; /* from here on nothing is written yet */
    jpeg_segment_t segment = {.next = JPEG_FIRST_SEGMENT};
    while (jpeg_read_segment(self->bytes, segment.next, &segment) && !self->failed) {
        const exif_verdict_t verdict = exif_judge(self->bytes, &segment);
        if (segment.marker == JPEG_EOI) {
            copy_range(self, kept, segment.next);
            return true;
        }
        if (verdict.is_to_drop) {
            copy_range(self, kept, segment.at);
            kept = segment.next;
            if (verdict.orientation > 0 && !self->is_oriented)
                write_orientation(self, verdict.orientation);
        }
        self->is_oriented = self->is_oriented || verdict.orientation > 0;
    }
    return false;
}

status_t media_exif_cut(int from, int64_t size, int to, int64_t *written)
{
    media_bytes_t bytes;
    media_bytes_open(&bytes, from, size);
    copy_t copy = {&bytes, .to = to};
    const bool is_whole = media_bytes_are(&bytes, 0, TEXT_LITERAL("\xff\xd8")) && copy_segments(&copy);
    *written = copy.written;
    if (bytes.failed || copy.failed)
        return STATUS_UNAVAILABLE;
    return is_whole ? STATUS_DONE : STATUS_INVALID;
}
