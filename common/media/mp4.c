/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/mp4.h"

enum { BOX = 8, LARGE_BOX = 16 };

/* Of boxes that are entered, each within the one before: the way to a track's handler. */
static const char path[MP4_DEPTH][5] = {"moov", "trak", "mdia"};

bool mp4_is(const mp4_box_t *box, const char *type)
{
    return memcmp(box->type, type, sizeof box->type) == 0;
}

static bool is_printable(const char *type)
{
    for (size_t i = 0; i < 4; i++) {
        const unsigned char c = (unsigned char)type[i];
        if ((c < 0x20 || c > 0x7e) && c != 0xa9) /* the copyright sign that Apple's types begin with */
            return false;
    }
    return true;
}

bool mp4_read_box(media_bytes_t *bytes, int64_t at, int64_t limit, mp4_box_t *box)
{
    const unsigned char *head = at <= limit - BOX ? media_bytes_at(bytes, at, BOX) : NULL;
    if (!head)
        return false;
    uint64_t size = media_big32(head), least = BOX;
    memcpy(box->type, head + 4, sizeof box->type);
    if (size == 0 && limit == bytes->size)
        size = (uint64_t)(limit - at);
    else if (size == 1 && (head = media_bytes_at(bytes, at, LARGE_BOX))) {
        size = (uint64_t)media_big32(head + 8) << 32 | media_big32(head + 12);
        least = LARGE_BOX;
    }
    if (size < least || size > (uint64_t)(limit - at) || !is_printable(box->type))
        return false;
    box->at = at;
    box->begin = at + (int64_t)least;
    box->end = at + (int64_t)size;
    return true;
}

bool mp4_has_position(media_bytes_t *bytes, const mp4_box_t *box)
{
    static const text_t words[] = {TEXT_CONSTANT("\xa9xyz"), TEXT_CONSTANT("loci"), TEXT_CONSTANT("iso6709"),
                                   TEXT_CONSTANT("gps")};
    if (!mp4_is(box, "udta") && !mp4_is(box, "meta") && !mp4_is(box, "uuid"))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (media_bytes_have(bytes, box->begin, box->end, words[i]))
            return true;
    return false;
}

bool mp4_walk(media_bytes_t *bytes, mp4_visit_fn *visit, void *context)
{
    int64_t ends[MP4_DEPTH + 1] = {bytes->size}; /* of the file, and of each box that is entered */
    size_t depth = 0;
    mp4_box_t box;
    for (int64_t at = 0;;) {
        while (depth > 0 && at == ends[depth])
            depth--;
        if (at == bytes->size)
            return true;
        if (!mp4_read_box(bytes, at, ends[depth], &box))
            return false;
        visit(context, &box, depth);
        const bool enters = depth < MP4_DEPTH && mp4_is(&box, path[depth]);
        if (enters)
            ends[++depth] = box.end;
        at = enters ? box.begin : box.end;
    }
}
