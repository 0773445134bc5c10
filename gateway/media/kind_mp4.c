/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes within boxes: those on the way to a track's handler are entered, others are passed over. */
#include "gateway/media/kind_parts.h"

enum { BOX = 8, LARGE_BOX = 16, HANDLER = 12 /* bytes of hdlr up to its type's end */ };

/* Of boxes that are entered, each within the one before. */
static const char path[][5] = {"moov", "trak", "mdia"};
enum { DEPTH = sizeof path / sizeof *path };

typedef struct {
    char type[4];
    int64_t begin, end; /* of what it holds */
} box_t;

typedef struct {
    int64_t ends[DEPTH + 1]; /* of the file, and of each box that is entered */
    size_t depth;
    bool has_movie, has_media, has_video;
} walk_t;

static bool is_type(const box_t *box, const char *type)
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

/* The box that begins there and lies wholly before `limit`. Size 1: 64 bits of it follow; 0: all the rest of
 * the file, which only a last box may say. */
static bool read_box(media_bytes_t *bytes, int64_t at, int64_t limit, box_t *box)
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
    box->begin = at + (int64_t)least;
    box->end = at + (int64_t)size;
    return true;
}

/* Brands of files that players of mp4 play: ISO/IEC 14496-12 and -14, 3GPP TS 26.244, and those of cameras.
 * QuickTime's and those of HEIF are none. */
static bool is_brand(const unsigned char *brand)
{
    static const char brands[][5] = {"isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8",
                                     "iso9", "mp41", "mp42", "mp71", "avc1", "hvc1", "hev1", "M4V ",
                                     "M4VH", "M4VP", "MSNV", "3gp4", "3gp5", "3gp6", "mmp4", "dash"};
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        if (memcmp(brand, brands[i], 4) == 0)
            return true;
    return false;
}

/* Major brand, version, compatible brands: one that is known is enough. */
static bool read_brands(media_bytes_t *bytes, const box_t *box)
{
    enum { BRANDS_MAX = 64 };
    const int64_t size = box->end - box->begin;
    const unsigned char *brands = size >= 8 && size <= 4 * BRANDS_MAX
                                      ? media_bytes_at(bytes, box->begin, (size_t)size)
                                      : NULL;
    if (!brands || size % 4 != 0)
        return false;
    for (int64_t i = 0; i < size; i += 4)
        if (i != 4 && is_brand(brands + i))
            return true;
    return false;
}

static bool is_video(media_bytes_t *bytes, const box_t *box)
{
    const unsigned char *handler = box->end - box->begin >= HANDLER
                                       ? media_bytes_at(bytes, box->begin, HANDLER)
                                       : NULL;
    return handler && memcmp(handler + 8, "vide", 4) == 0;
}

/* Where to go on: in the box, when it lies on the path, else behind it. */
static int64_t step(walk_t *self, media_bytes_t *bytes, const box_t *box)
{
    if (self->depth == 0) {
        self->has_movie = self->has_movie || is_type(box, "moov");
        self->has_media = self->has_media || is_type(box, "mdat");
    }
    if (self->depth == DEPTH)
        self->has_video = self->has_video || (is_type(box, "hdlr") && is_video(bytes, box));
    else if (is_type(box, path[self->depth])) {
        self->ends[++self->depth] = box->end;
        return box->begin;
    }
    return box->end;
}

bool kind_walk_mp4(media_kind_t *kind, media_bytes_t *bytes)
{
    (void)kind;
    walk_t walk = {.ends = {bytes->size}};
    box_t box;
    if (!read_box(bytes, 0, bytes->size, &box) || !read_brands(bytes, &box))
        return false;
    int64_t at = box.end;
    for (;;) {
        while (walk.depth > 0 && at == walk.ends[walk.depth])
            walk.depth--;
        if (at == bytes->size)
            return walk.has_movie && walk.has_media && walk.has_video;
        if (!read_box(bytes, at, walk.ends[walk.depth], &box))
            return false;
        at = step(&walk, bytes, &box);
    }
}
