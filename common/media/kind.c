/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/kind_parts.h"

enum {
    GUESSED = 1024, /* bytes from the beginning on that programs look through which guess what a file is */
    BLANKS_MAX = 1024,
    ORIENTATION_TURNED = 5, /* from here on width and height change places */
};

/* What a file of each kind begins with, at that offset. */
static const struct {
    int64_t at;
    text_t magic;
    kind_walk_fn *walk;
    media_kind_t kind;
} kinds[] = {
    {0,
     TEXT_CONSTANT("\xff\xd8\xff"),
     kind_walk_jpeg,
     {.type = "image/jpeg", .suffix = "jpg", .is_picture = true}},
    {0,
     TEXT_CONSTANT("\x89PNG\r\n\x1a\n"),
     kind_walk_png,
     {.type = "image/png", .suffix = "png", .is_picture = true}},
    {8, TEXT_CONSTANT("WEBP"), kind_walk_webp, {.type = "image/webp", .suffix = "webp", .is_picture = true}},
    {0, TEXT_CONSTANT("GIF8"), kind_walk_gif, {.type = "image/gif", .suffix = "gif", .is_picture = true}},
    {4, TEXT_CONSTANT("ftyp"), kind_walk_mp4, {.type = "video/mp4", .suffix = "mp4"}},
    {0,
     TEXT_CONSTANT("%PDF-"),
     kind_walk_pdf,
     {.type = "application/pdf", .suffix = "pdf", .is_attachment = true}},
};

bool kind_set_size(media_kind_t *kind, uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0 || width > MEDIA_SIDE_MAX || height > MEDIA_SIDE_MAX ||
        (uint64_t)width * height > MEDIA_PIXELS_MAX)
        return false;
    kind->width = width;
    kind->height = height;
    return true;
}

bool kind_end(media_kind_t *kind, media_bytes_t *bytes, int64_t end)
{
    kind->is_to_cut = kind->is_to_cut || end < bytes->size;
    return media_bytes_are_zero(bytes, end);
}

void kind_judge(media_kind_t *kind, const media_piece_t *piece)
{
    if (!piece->is_to_drop)
        return;
    kind->is_to_cut = true;
    kind->dropped += piece->next - piece->at;
}

void kind_turn(media_kind_t *kind, uint32_t orientation)
{
    if (orientation < ORIENTATION_TURNED)
        return;
    const uint32_t width = kind->width;
    kind->width = kind->height;
    kind->height = width;
}

static bool is_blank(unsigned char c)
{
    return c == '\0' || c == ' ' || (c >= '\t' && c <= '\r');
}

bool kind_is_document(media_bytes_t *bytes, int64_t at)
{
    static const text_t beginnings[] = {TEXT_CONSTANT("<"), TEXT_CONSTANT("\xef\xbb\xbf<"),
                                        TEXT_CONSTANT("%PDF-"), TEXT_CONSTANT("PK\3\4")};
    const unsigned char *byte;
    for (int i = 0; i < BLANKS_MAX && (byte = media_bytes_at(bytes, at, 1)) && is_blank(*byte); i++)
        at++;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (media_bytes_are(bytes, at, beginnings[i]))
            return true;
    return false;
}

/* Whether a page or a pdf begins near the file's beginning, where programs look that guess what a file is:
 * any format lets it carry foreign bytes there. What goes brings others there. */
static bool has_page(const media_kind_t *kind, media_bytes_t *bytes)
{
    static const text_t words[] = {TEXT_CONSTANT("<!doctype"), TEXT_CONSTANT("<html"),
                                   TEXT_CONSTANT("<script"), TEXT_CONSTANT("<svg "), TEXT_CONSTANT("%pdf-")};
    const size_t count = sizeof words / sizeof *words - (kind->is_attachment ? 1 : 0);
    const int64_t looked = GUESSED + kind->dropped, end = bytes->size < looked ? bytes->size : looked;
    for (size_t i = 0; i < count; i++)
        if (media_bytes_have(bytes, 0, end, words[i]))
            return true;
    return false;
}

static bool read_kind(media_kind_t *kind, media_bytes_t *bytes)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (media_bytes_are(bytes, kinds[i].at, kinds[i].magic)) {
            *kind = kinds[i].kind;
            return kinds[i].walk(kind, bytes) && !has_page(kind, bytes);
        }
    return false;
}

status_t media_kind_read(media_kind_t *kind, int file, int64_t size)
{
    media_bytes_t bytes;
    media_bytes_open(&bytes, file, size);
    if (read_kind(kind, &bytes) && !bytes.failed)
        return STATUS_DONE;
    *kind = (media_kind_t){0};
    return bytes.failed ? STATUS_UNAVAILABLE : STATUS_INVALID;
}
