/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/cut.h"

#include "common/media/gif.h"
#include "common/media/jpeg.h"
#include "common/media/mp4.h"
#include "common/media/png.h"
#include "common/media/webp.h"

/* ---- pictures ---- */

static bool read_jpeg(media_bytes_t *bytes, int64_t at, media_piece_t *piece)
{
    jpeg_segment_t segment = {0};
    const bool is_whole = jpeg_read_segment(bytes, at, &segment);
    *piece = segment.piece;
    return is_whole;
}

static bool read_png(media_bytes_t *bytes, int64_t at, media_piece_t *piece)
{
    png_chunk_t chunk = {0};
    const bool is_whole = png_read_chunk(bytes, at, &chunk);
    *piece = chunk.piece;
    return is_whole;
}

static bool read_webp(media_bytes_t *bytes, int64_t at, media_piece_t *piece)
{
    webp_chunk_t chunk = {0};
    const bool is_whole = webp_read_chunk(bytes, at, bytes->size, &chunk);
    *piece = chunk.piece;
    return is_whole;
}

static bool read_gif(media_bytes_t *bytes, int64_t at, media_piece_t *piece)
{
    gif_block_t block = {0};
    const bool is_whole = gif_read_block(bytes, at, &block);
    *piece = block.piece;
    return is_whole;
}

typedef struct {
    int64_t magic_at;
    text_t magic;
    int64_t first; /* where the first piece begins */
    bool (*read)(media_bytes_t *bytes, int64_t at, media_piece_t *piece);
    void (*put_orientation)(media_copy_t *copy, uint32_t orientation); /* NULL: it tells none */
    void (*finish)(media_copy_t *copy, bool has_exif); /* of a copy that lacks a piece; NULL: nothing */
} picture_t;

static const picture_t pictures[] = {
    {0, TEXT_CONSTANT("\xff\xd8"), JPEG_FIRST_SEGMENT, read_jpeg, jpeg_put_orientation, NULL},
    {0, TEXT_CONSTANT("\x89PNG"), PNG_FIRST_CHUNK, read_png, png_put_orientation, NULL},
    {8, TEXT_CONSTANT("WEBP"), WEBP_FIRST_CHUNK, read_webp, webp_put_orientation, webp_finish},
    {0, TEXT_CONSTANT("GIF8"), 0, read_gif, NULL, NULL},
};

static const picture_t *picture_of(media_bytes_t *bytes)
{
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        if (media_bytes_are(bytes, pictures[i].magic_at, pictures[i].magic))
            return &pictures[i];
    return NULL;
}

/* All pieces but those that go, up to the end. Where the EXIF that counts goes, its orientation is written
 * anew. False when a piece is not whole. */
static bool copy_pieces(media_copy_t *self, const picture_t *picture)
{
    int64_t kept = 0; /* from here on nothing is written yet */
    media_turn_t turn = {0};
    media_piece_t piece = {.next = picture->first};
    while (!piece.is_last && !self->failed) {
        if (!picture->read(self->from, piece.next, &piece))
            return false;
        media_turn_judge(&turn, &piece);
        if (piece.is_to_drop) {
            media_copy_range(self, kept, piece.at);
            kept = piece.next;
            if (piece.orientation > 0)
                picture->put_orientation(self, piece.orientation);
        }
    }
    media_copy_range(self, kept, piece.next);
    if (kept > 0 && picture->finish)
        picture->finish(self, turn.orientation > 0);
    return true;
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
    const picture_t *picture = picture_of(&bytes);
    const bool is_whole = picture ? copy_pieces(&copy, picture) : copy_boxes(&copy);
    media_copy_flush(&copy);
    *written = copy.written;
    if (bytes.failed || copy.failed)
        return STATUS_UNAVAILABLE;
    return is_whole ? STATUS_DONE : STATUS_INVALID;
}
