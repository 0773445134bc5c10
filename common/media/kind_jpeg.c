/* SPDX-License-Identifier: Apache-2.0 */
/* Segments from SOI to EOI: one frame header, then at least one scan. */
#include "common/media/jpeg.h"
#include "common/media/kind_parts.h"

enum {
    BASELINE = 0xc0,
    EXTENDED = 0xc1,
    PROGRESSIVE = 0xc2,
    FRAME_LAST = 0xcf,
    HUFFMAN_TABLES = 0xc4,
    EXTENSION = 0xc8,
    ARITHMETIC_TABLES = 0xcc,
    FRAME = 6 /* bytes up to the number of its components */
};

typedef struct {
    media_kind_t *kind;
    media_bytes_t *bytes;
    bool has_frame;
    media_turn_t turn;
} walk_t;

static bool is_frame(unsigned char marker)
{
    return marker >= BASELINE && marker <= FRAME_LAST && marker != HUFFMAN_TABLES && marker != EXTENSION &&
           marker != ARITHMETIC_TABLES;
}

/* Of the codings, browsers show three. */
static bool read_frame(walk_t *self, const jpeg_segment_t *segment)
{
    const unsigned char *frame = segment->end - segment->begin >= FRAME
                                     ? media_bytes_at(self->bytes, segment->begin, FRAME)
                                     : NULL;
    if (!frame || self->has_frame || segment->marker > PROGRESSIVE)
        return false;
    self->has_frame = true;
    return kind_set_size(self->kind, media_big16(frame + 3), media_big16(frame + 1));
}

static bool judge(walk_t *self, jpeg_segment_t *segment)
{
    media_turn_judge(&self->turn, &segment->piece);
    kind_judge(self->kind, &segment->piece);
    if (segment->marker == JPEG_SOS)
        return self->has_frame;
    return !is_frame(segment->marker) || read_frame(self, segment);
}

/* What phones put behind the end is cut; a document there makes the file a fraud. */
static bool finish(walk_t *self, int64_t end)
{
    if (end < self->bytes->size) {
        self->kind->is_to_cut = true;
        if (kind_is_document(self->bytes, end))
            return false;
    }
    kind_turn(self->kind, self->turn.orientation);
    return self->turn.has_pixels;
}

bool kind_walk_jpeg(media_kind_t *kind, media_bytes_t *bytes)
{
    walk_t walk = {.kind = kind, .bytes = bytes};
    jpeg_segment_t segment = {.piece = {.next = JPEG_FIRST_SEGMENT}};
    while (jpeg_read_segment(bytes, segment.piece.next, &segment)) {
        if (segment.piece.is_last)
            return finish(&walk, segment.piece.next);
        if (!judge(&walk, &segment))
            return false;
    }
    return false;
}
