/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/cut.h"

#include "gateway/media/copy.h"
#include "gateway/media/exif.h"
#include "gateway/media/mp4.h"

/* ---- jpeg ---- */

/* An EXIF of one directory with one entry: big-endian, one short. */
static void write_orientation(media_copy_t *self, uint32_t orientation)
{
    enum { VALUE = 29 };
    char segment[] = "\xff\xe1\0\x22"
                     "Exif\0\0"
                     "MM\0\x2a\0\0\0\x08"
                     "\0\x01"
                     "\x01\x12\0\x03\0\0\0\x01\0\0\0\0"
                     "\0\0\0";
    segment[VALUE] = (char)orientation;
    media_copy_put(self, segment, sizeof segment);
}

/* All segments but those that go, up to the end. The first orientation that goes is written anew: it is the
 * one that counts, and a file of many would grow. False when a segment is not whole. */
static bool copy_segments(media_copy_t *self)
{
    int64_t kept = 0; /* from here on nothing is written yet */
    bool is_told = false;
    jpeg_segment_t segment = {.next = JPEG_FIRST_SEGMENT};
    while (jpeg_read_segment(self->from, segment.next, &segment) && !self->failed) {
        const exif_verdict_t verdict = exif_judge(self->from, &segment);
        if (segment.marker == JPEG_EOI) {
            media_copy_range(self, kept, segment.next);
            return true;
        }
        if (verdict.is_to_drop) {
            media_copy_range(self, kept, segment.at);
            kept = segment.next;
            if (verdict.orientation > 0 && !is_told)
                write_orientation(self, verdict.orientation);
            is_told |= verdict.orientation > 0;
        }
    }
    return false;
}

/* ---- mp4 ---- */

typedef struct {
    media_copy_t *copy;
    int64_t kept; /* from here on nothing is written yet */
} blanking_t;

static void blank(void *context, const mp4_box_t *box, size_t depth)
{
    (void)depth;
    blanking_t *self = context;
    if (!mp4_has_position(self->copy->from, box))
        return;
    const int64_t type = box->at + MP4_TYPE_AT;
    media_copy_range(self->copy, self->kept, type);
    media_copy_put(self->copy, "free", sizeof box->type);
    media_copy_range(self->copy, type + (int64_t)sizeof box->type, box->begin);
    media_copy_put_zeros(self->copy, box->end - box->begin);
    self->kept = box->end;
}

static bool copy_boxes(media_copy_t *self)
{
    blanking_t blanking = {.copy = self};
    const bool is_whole = mp4_walk(self->from, blank, &blanking);
    media_copy_range(self, blanking.kept, self->from->size);
    return is_whole;
}

status_t media_cut(int from, int64_t size, int to, int64_t *written)
{
    media_bytes_t bytes;
    media_bytes_open(&bytes, from, size);
    media_copy_t copy;
    media_copy_begin(&copy, &bytes, to);
    const bool is_jpeg = media_bytes_are(&bytes, 0, TEXT_LITERAL("\xff\xd8"));
    const bool is_whole = is_jpeg ? copy_segments(&copy) : copy_boxes(&copy);
    media_copy_flush(&copy);
    *written = copy.written;
    if (bytes.failed || copy.failed)
        return STATUS_UNAVAILABLE;
    return is_whole ? STATUS_DONE : STATUS_INVALID;
}
