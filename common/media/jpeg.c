/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/jpeg.h"

enum {
    RESTART_FIRST = 0xd0,
    RESTART_LAST = 0xd7,
    TEMPORARY = 0x01,
    FILL = 0xff,
    CODING_FIRST = 0xc0, /* frames, tables, scans */
    CODING_LAST = 0xdf,
    APP0 = 0xe0,
    APP1 = 0xe1,
    APP2 = 0xe2,
    APP14 = 0xee,
};

#define EXIF TEXT_LITERAL("Exif\0")
/* What all read as a jpeg's EXIF has a 0 behind that name; browsers read one with any byte there, if more
 * follows. */
#define PLAIN_EXIF TEXT_LITERAL("Exif\0\0")

/* Any number of fill bytes may stand before a marker, which begins with the last one of their value. */
static int64_t skip_fills(media_bytes_t *bytes, int64_t at)
{
    const int64_t behind = media_bytes_skip(bytes, at, bytes->size, FILL);
    return behind > at ? behind - 1 : at;
}

/* Coded data ends before the next marker; 0xff, 0 is a byte of it, and restarts belong to it. -1: it never
 * ends. */
static int64_t end_of_scan(media_bytes_t *bytes, int64_t at)
{
    while ((at = media_bytes_find(bytes, at, bytes->size, FILL)) >= 0) {
        at = skip_fills(bytes, at);
        const unsigned char *marker = media_bytes_at(bytes, at, 2);
        if (!marker)
            return -1;
        if (marker[1] == 0 || (marker[1] >= RESTART_FIRST && marker[1] <= RESTART_LAST))
            at += 2;
        else
            return at;
    }
    return -1;
}

/* Whether its parameters begin with these bytes. */
static bool is(media_bytes_t *bytes, const jpeg_segment_t *segment, unsigned char marker, text_t begin)
{
    return segment->marker == marker && segment->end - segment->begin >= (int64_t)begin.size &&
           media_bytes_are(bytes, segment->begin, begin);
}

/* What decoders read: how pixels are coded, and what colours they have. */
static bool shows(media_bytes_t *bytes, const jpeg_segment_t *segment)
{
    return (segment->marker >= CODING_FIRST && segment->marker <= CODING_LAST) ||
           is(bytes, segment, APP0, TEXT_LITERAL("JFIF\0")) ||
           is(bytes, segment, APP2, TEXT_LITERAL("ICC_PROFILE\0")) ||
           is(bytes, segment, APP14, TEXT_LITERAL("Adobe"));
}

static void judge(media_bytes_t *bytes, jpeg_segment_t *segment)
{
    const int64_t tiff = segment->begin + (int64_t)PLAIN_EXIF.size;
    segment->piece.is_to_drop = !shows(bytes, segment);
    segment->piece.is_pixels = segment->marker == JPEG_SOS;
    if (tiff < segment->end && is(bytes, segment, APP1, EXIF)) {
        const exif_t exif = exif_read(bytes, tiff, segment->end);
        media_piece_judge_exif(&segment->piece, &exif);
        segment->piece.is_to_drop |= !is(bytes, segment, APP1, PLAIN_EXIF);
    }
}

/* Those without parameters have no place between segments, but for the last. */
static bool stands_alone(unsigned char marker)
{
    return marker == 0 || marker == TEMPORARY || (marker >= RESTART_FIRST && marker <= JPEG_SOI);
}

static bool read_parameters(media_bytes_t *bytes, jpeg_segment_t *segment)
{
    const unsigned char *length = media_bytes_at(bytes, segment->begin, 2);
    if (!length || media_big16(length) < 2)
        return false;
    segment->end = segment->begin + (int64_t)media_big16(length);
    segment->begin += 2;
    segment->piece.next = segment->marker == JPEG_SOS ? end_of_scan(bytes, segment->end) : segment->end;
    return segment->piece.next >= segment->end && segment->piece.next <= bytes->size;
}

bool jpeg_read_segment(media_bytes_t *bytes, int64_t at, jpeg_segment_t *segment)
{
    const int64_t from = skip_fills(bytes, at), behind = from + 2;
    const unsigned char *head = media_bytes_at(bytes, from, 2);
    if (!head || head[0] != FILL || head[1] == FILL || stands_alone(head[1]))
        return false;
    *segment = (jpeg_segment_t){
        .piece = {.at = at, .next = behind}, .marker = head[1], .begin = behind, .end = behind};
    segment->piece.is_last = segment->marker == JPEG_EOI;
    if (!segment->piece.is_last && !read_parameters(bytes, segment))
        return false;
    judge(bytes, segment);
    return true;
}

void jpeg_put_orientation(media_copy_t *copy, uint32_t orientation)
{
    enum { HEAD = 10 };
    char segment[HEAD + EXIF_PLAIN] = {'\xff', '\xe1', 0, sizeof segment - 2, 'E', 'x', 'i', 'f'};
    exif_write(segment + HEAD, orientation);
    media_copy_put(copy, segment, sizeof segment);
}
