/* SPDX-License-Identifier: Apache-2.0 */
/* media_cut of pictures that are no jpeg. */
#include <criterion/criterion.h>

#include "tests/support/leak_check.h"
#include "tests/support/media_cutting.h"
#include "tests/support/media_samples.h"

TestSuite(media_cut_pictures, .fini = leak_check);

#define GPS_IN_IT "GPSLatitude"
/* A TIFF with a model, an orientation and a directory of GPS; one with the orientation alone. */
#define LOCATED(orientation)                                                                                 \
    TEXT_LITERAL("II\x2a\0\10\0\0\0\3\0\x10\1\2\0\4\0\0\0abc\0\x12\1\3\0\1\0\0\0" orientation                \
                 "\0\0\0\x25\x88\4\0\1\0\0\0\x32\0\0\0\0\0\0\0" GPS_IN_IT)
#define PLAIN(orientation)                                                                                   \
    TEXT_LITERAL("MM\0\x2a\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0" orientation "\0\0\0\0\0\0")

/* A part of a file, and what is to become of it. */
typedef struct {
    const char *type;
    text_t data;
    bool goes;
} part_t;

static void expect_same(const buffer_t *copy, const buffer_t *expected, const char *what)
{
    cr_expect(text_equal(buffer_text(copy), buffer_text(expected)), "%s", what);
}

/* ---- png ---- */

#define PNG_HEAD 33 /* bytes up to IHDR's end */

/* A png of 4 x 3 with a chunk before its pixels, and one behind; NULL: none. */
static void write_png(buffer_t *out, const char *before, const char *behind, text_t data)
{
    media_write_png(out, 4, 3);
    out->size = PNG_HEAD;
    if (before)
        media_put_chunk(out, before, data);
    media_put_chunk(out, "IDAT", TEXT_LITERAL("pixels"));
    if (behind)
        media_put_chunk(out, behind, data);
    media_put_chunk(out, "IEND", TEXT_NONE);
}

static const part_t chunks[] = {
    {"eXIf", TEXT_CONSTANT(""), true},
    {"eXIf", TEXT_CONSTANT("II\x2a\0\10\0\0\0\1\0\x25\x88\4\0\1\0\0\0\x1a\0\0\0\0\0\0\0"), true},
    {"tEXt", TEXT_CONSTANT("Raw profile type exif\0\nexif\n 10\n4578696600004d4d"), true},
    {"zTXt", TEXT_CONSTANT("Raw profile type APP1\0\0packed"), true},
    {"iTXt", TEXT_CONSTANT("XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLatitude='31'/>"), true},
    {"tIME", TEXT_CONSTANT("\7\xea\1\1\0\0\0"), true},
    {"caBX", TEXT_CONSTANT("jumb"), true},
    {"zxIf", TEXT_CONSTANT(GPS_IN_IT), true},
    {"ABCD", TEXT_CONSTANT(GPS_IN_IT), true},
    {"PLTE", TEXT_CONSTANT("abc"), false},
    {"tRNS", TEXT_CONSTANT("a"), false},
    {"iCCP", TEXT_CONSTANT("name\0\0packed"), false},
    {"gAMA", TEXT_CONSTANT("\0\0\xb1\x8f"), false},
    {"pHYs", TEXT_CONSTANT("\0\0\x0b\x13\0\0\x0b\x13\1"), false},
    {"acTL", TEXT_CONSTANT("\0\0\0\1\0\0\0\0"), false},
};

Test(media_cut_pictures, chunks_of_a_png_that_show_nothing_go)
{
    buffer_t plain = {0}, bytes = {0}, copy = {0};
    write_png(&plain, NULL, NULL, TEXT_NONE);
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        buffer_clear(&bytes);
        write_png(&bytes, chunks[i].type, chunks[i].type, chunks[i].data);
        cr_expect_eq(media_is_cut(&bytes, &copy), chunks[i].goes, "%s", chunks[i].type);
        expect_same(&copy, chunks[i].goes ? &plain : &bytes, chunks[i].type);
    }
    buffer_free(&plain);
    buffer_free(&bytes);
    buffer_free(&copy);
}

Test(media_cut_pictures, orientation_of_a_png_stays)
{
    buffer_t bytes = {0}, copy = {0}, expected = {0};
    media_kind_t kind;
    write_png(&bytes, "eXIf", NULL, LOCATED("\6"));
    write_png(&expected, "eXIf", NULL, PLAIN("\6"));
    cr_assert(media_is_cut(&bytes, &copy));
    expect_same(&copy, &expected, "png");
    cr_expect(!media_is_cut(&expected, &copy), "an orientation alone stays");
    cr_assert_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_DONE);
    cr_expect(kind.width == 3 && kind.height == 4, "as it is shown");
    buffer_clear(&bytes);
    write_png(&bytes, NULL, "eXIf", LOCATED("\6"));
    cr_expect(media_is_cut(&bytes, &copy) && copy.size == expected.size);
    cr_assert_eq(media_kind_of(buffer_text(&copy), &kind), STATUS_DONE);
    cr_expect(kind.width == 4 && kind.height == 3, "browsers do not look behind the pixels");
    buffer_free(&bytes);
    buffer_free(&copy);
    buffer_free(&expected);
}

/* ---- webp ---- */

static void put_canvas(buffer_t *out, const char *flags)
{
    buffer_t canvas = {0};
    buffer_append(&canvas, flags, 1);
    buffer_append_literal(&canvas, "\0\0\0\3\0\0\2\0\0");
    media_put_riff(out, "VP8X", buffer_text(&canvas));
    buffer_free(&canvas);
}

/* A webp of 4 x 3 with these flags, and two chunks behind its pixels; NULL: none. */
static void write_webp(buffer_t *out, const char *flags, const part_t *first, const part_t *second)
{
    buffer_t chunks_of_it = {0};
    put_canvas(&chunks_of_it, flags);
    media_put_riff(&chunks_of_it, "VP8L", TEXT_LITERAL("\x2f\3\x80\0\0data"));
    if (first)
        media_put_riff(&chunks_of_it, first->type, first->data);
    if (second)
        media_put_riff(&chunks_of_it, second->type, second->data);
    buffer_append_literal(out, "RIFF");
    media_put_little(out, chunks_of_it.size + 4, 4);
    buffer_append_literal(out, "WEBP");
    buffer_append_text(out, buffer_text(&chunks_of_it));
    buffer_free(&chunks_of_it);
}

/* Size and flags of the copy are those of a file that never had them. */
Test(media_cut_pictures, chunks_of_a_webp_that_show_nothing_go)
{
    const part_t exif = {"EXIF", LOCATED("\6"), true},
                 named = {"EXIF", TEXT_LITERAL("Exif\0\0broken!"), true},
                 xmp = {"XMP ", TEXT_LITERAL("<x exif:GPSLatitude='31'/>"), true},
                 other = {"abcd", TEXT_LITERAL(GPS_IN_IT), true}, turned = {"EXIF", PLAIN("\6"), false};
    const struct {
        const char *flags, *kept_flags;
        const part_t *first, *second, *kept;
    } files[] = {{"\x0c", "\x08", &exif, &xmp, &turned}, {"\x2c", "\x28", &xmp, &exif, &turned},
                 {"\x0c", "\0", &named, &xmp, NULL},     {"\x04", "\0", &xmp, &other, NULL},
                 {"\x10", "\x10", &other, NULL, NULL},   {"\x08", "\x08", &turned, &other, &turned},
                 {"\0", "\0", &exif, NULL, &turned}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        buffer_t bytes = {0}, copy = {0}, expected = {0};
        write_webp(&bytes, files[i].flags, files[i].first, files[i].second);
        write_webp(&expected, files[i].kept_flags, files[i].kept, NULL);
        cr_expect(media_is_cut(&bytes, &copy), "%zu", i);
        cr_expect(text_equal(buffer_text(&copy), buffer_text(&expected)), "%zu", i);
        cr_expect(!media_is_cut(&expected, &copy), "%zu", i);
        buffer_free(&bytes);
        buffer_free(&copy);
        buffer_free(&expected);
    }
}

/* ---- gif ---- */

/* A gif of 4 x 3 with these blocks before its image, which `behind` follows. */
static void write_gif(buffer_t *out, text_t before, text_t behind)
{
    buffer_append_literal(out, "GIF89a\4\0\3\0\200\0\0abcdef");
    buffer_append_text(out, before);
    buffer_append_literal(out, ",\0\0\0\0\4\0\3\0\0\2\1x\0");
    buffer_append_text(out, behind);
    buffer_append_literal(out, ";");
}

Test(media_cut_pictures, extensions_of_a_gif_that_show_nothing_go)
{
    static const struct {
        text_t block;
        bool goes;
    } blocks[] = {{TEXT_CONSTANT("!\xf9\4\0\x0a\0\0\0"), false},
                  {TEXT_CONSTANT("!\xff\x0bNETSCAPE2.0\3\1\0\0\0"), false},
                  {TEXT_CONSTANT("!\xff\x0b"
                                 "ANIMEXTS1.0\3\1\0\0\0"),
                   false},
                  {TEXT_CONSTANT("!\xff\x0bICCRGBG1012\3abc\0"), false},
                  {TEXT_CONSTANT("!\xfe\5gps 1\0"), true},
                  {TEXT_CONSTANT("!\xff\x0bXMP DataXMP\3<x>\0"), true},
                  {TEXT_CONSTANT("!\xff\x03XMP\0"), true},
                  {TEXT_CONSTANT("!\xff\0"), true},
                  {TEXT_CONSTANT("!\1\1x\0"), true},
                  {TEXT_CONSTANT("!\x77\1x\0"), true}};
    buffer_t plain = {0}, bytes = {0}, copy = {0};
    write_gif(&plain, TEXT_NONE, TEXT_NONE);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        buffer_clear(&bytes);
        write_gif(&bytes, blocks[i].block, blocks[i].block);
        cr_expect_eq(media_is_cut(&bytes, &copy), blocks[i].goes, "%zu", i);
        cr_expect(text_equal(buffer_text(&copy), buffer_text(blocks[i].goes ? &plain : &bytes)), "%zu", i);
    }
    buffer_free(&plain);
    buffer_free(&bytes);
    buffer_free(&copy);
}

/* ---- behind the end ---- */

Test(media_cut_pictures, zeros_behind_a_png_and_a_gif_go)
{
    static void (*const writers[])(buffer_t *, uint32_t, uint32_t) = {media_write_png, media_write_gif};
    static const size_t counts[] = {1, 40000};
    for (size_t i = 0; i < 2 * sizeof counts / sizeof *counts; i++) {
        buffer_t bytes = {0}, copy = {0}, plain = {0};
        const size_t count = counts[i / 2];
        writers[i % 2](&plain, 4, 3);
        writers[i % 2](&bytes, 4, 3);
        memset(buffer_reserve(&bytes, count), 0, count);
        bytes.size += count;
        cr_expect(media_is_cut(&bytes, &copy), "%zu", i);
        cr_expect(text_equal(buffer_text(&copy), buffer_text(&plain)), "%zu", i);
        buffer_free(&bytes);
        buffer_free(&copy);
        buffer_free(&plain);
    }
}

/* ---- what comes forward ---- */

Test(media_cut_pictures, a_page_that_would_move_to_the_beginning_is_refused)
{
    buffer_t png = {0}, text = {0};
    media_kind_t kind;
    memset(buffer_reserve(&text, 2000), 'x', 2000);
    text.size = 2000;
    write_png(&png, "tEXt", NULL, buffer_text(&text));
    png.size -= 12; /* IEND */
    media_put_chunk(&png, "IDAT", TEXT_LITERAL("<html>"));
    media_put_chunk(&png, "IEND", TEXT_NONE);
    cr_expect_eq(media_kind_of(buffer_text(&png), &kind), STATUS_INVALID);
    buffer_free(&png);
    buffer_free(&text);
}
