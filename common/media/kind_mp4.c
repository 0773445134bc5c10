/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes: first one with brands, then at least one video track and its media. */
#include "common/media/kind_parts.h"
#include "common/media/mp4.h"

enum { HANDLER = 12 /* bytes of hdlr up to its type's end */ };

typedef struct {
    media_kind_t *kind;
    media_bytes_t *bytes;
    bool has_media, has_video;
} walk_t;

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
static bool read_brands(media_bytes_t *bytes, const mp4_box_t *box)
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

static bool is_video(media_bytes_t *bytes, const mp4_box_t *box)
{
    const unsigned char *handler = box->end - box->begin >= HANDLER
                                       ? media_bytes_at(bytes, box->begin, HANDLER)
                                       : NULL;
    return handler && memcmp(handler + 8, "vide", 4) == 0;
}

static void judge(void *context, const mp4_box_t *box, size_t depth)
{
    walk_t *self = context;
    if (depth == 0 && mp4_is(box, "mdat"))
        self->has_media = true;
    if (depth == MP4_DEPTH && mp4_is(box, "hdlr") && is_video(self->bytes, box))
        self->has_video = true;
    if (mp4_has_position(self->bytes, box))
        self->kind->is_to_cut = true;
}

bool kind_walk_mp4(media_kind_t *kind, media_bytes_t *bytes)
{
    walk_t walk = {.kind = kind, .bytes = bytes};
    mp4_box_t first;
    return mp4_read_box(bytes, 0, bytes->size, &first) && read_brands(bytes, &first) &&
           mp4_walk(bytes, judge, &walk) && walk.has_media && walk.has_video;
}
