/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/jpeg.h"

enum { RESTART_FIRST = 0xd0, RESTART_LAST = 0xd7, TEMPORARY = 0x01, FILL = 0xff, FILLS_MAX = 64 };

/* Coded data ends before the next marker; 0xff, 0 is a byte of it, and restarts belong to it. -1: it never
 * ends. */
static int64_t end_of_scan(media_bytes_t *bytes, int64_t at)
{
    while ((at = media_bytes_find(bytes, at, bytes->size, FILL)) >= 0) {
        const unsigned char *marker = media_bytes_at(bytes, at, 2);
        if (!marker)
            return -1;
        if (marker[1] == FILL)
            at++;
        else if (marker[1] == 0 || (marker[1] >= RESTART_FIRST && marker[1] <= RESTART_LAST))
            at += 2;
        else
            return at;
    }
    return -1;
}

/* Any number of fill bytes may stand before a marker; encoders write few, if any. */
static int64_t skip_fills(media_bytes_t *bytes, int64_t at)
{
    const unsigned char *two;
    for (int i = 0; i < FILLS_MAX && (two = media_bytes_at(bytes, at, 2)) && two[0] == FILL && two[1] == FILL;
         i++)
        at++;
    return at;
}

/* Those without parameters have no place between segments, but for the last. */
static bool stands_alone(unsigned char marker)
{
    return marker == 0 || marker == TEMPORARY || (marker >= RESTART_FIRST && marker <= JPEG_SOI);
}

bool jpeg_read_segment(media_bytes_t *bytes, int64_t at, jpeg_segment_t *segment)
{
    const int64_t from = skip_fills(bytes, at);
    const unsigned char *head = media_bytes_at(bytes, from, 2);
    if (!head || head[0] != FILL || head[1] == FILL || stands_alone(head[1]))
        return false;
    *segment = (jpeg_segment_t){head[1], at, from + 2, from + 2, from + 2};
    if (segment->marker == JPEG_EOI)
        return true;
    const unsigned char *length = media_bytes_at(bytes, from + 2, 2);
    if (!length || media_big16(length) < 2)
        return false;
    segment->begin = from + 4;
    segment->end = from + 2 + (int64_t)media_big16(length);
    segment->next = segment->marker == JPEG_SOS ? end_of_scan(bytes, segment->end) : segment->end;
    return segment->next >= segment->end && segment->next <= bytes->size;
}

bool jpeg_segment_is(media_bytes_t *bytes, const jpeg_segment_t *segment, unsigned char marker, text_t begin)
{
    return segment->marker == marker && segment->end - segment->begin >= (int64_t)begin.size &&
           media_bytes_are(bytes, segment->begin, begin);
}
