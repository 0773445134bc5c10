/* SPDX-License-Identifier: Apache-2.0 */
/* What is particular to one format: media_kind_read's cases that the others do not have. */
#include <criterion/criterion.h>

#include "tests/support/leak_check.h"
#include "tests/support/media_samples.h"

TestSuite(media_formats, .fini = leak_check);

/* Frees the bytes. */
static void expect(buffer_t *bytes, status_t expected)
{
    media_kind_t kind;
    status_t status = media_kind_of(buffer_text(bytes), &kind);
    cr_expect_eq(status, expected, "%s", status_info(status)->name);
    buffer_free(bytes);
}

/* ---- jpeg ---- */

/* What stands between SOI and EOI, and frees it. */
static void expect_jpeg(buffer_t *inside, status_t expected)
{
    buffer_t bytes = {0};
    buffer_append_literal(&bytes, "\xff\xd8");
    buffer_append_text(&bytes, buffer_text(inside));
    buffer_append_literal(&bytes, "\xff\xd9");
    buffer_free(inside);
    expect(&bytes, expected);
}

Test(media_formats, jpeg_has_one_frame_before_its_scans)
{
    buffer_t two = {0}, late = {0}, none = {0}, without_scan = {0};
    media_put_frame(&two, 0xc0, 4, 3);
    media_put_frame(&two, 0xc0, 4, 3);
    media_put_scan(&two);
    expect_jpeg(&two, STATUS_INVALID);
    media_put_scan(&late);
    media_put_frame(&late, 0xc0, 4, 3);
    expect_jpeg(&late, STATUS_INVALID);
    media_put_scan(&none);
    expect_jpeg(&none, STATUS_INVALID);
    media_put_frame(&without_scan, 0xc0, 4, 3);
    expect_jpeg(&without_scan, STATUS_INVALID);
}

Test(media_formats, jpeg_is_coded_as_browsers_show)
{
    for (unsigned marker = 0xc0; marker <= 0xcf; marker++) {
        buffer_t inside = {0};
        media_put_frame(&inside, (unsigned char)marker, 4, 3);
        media_put_scan(&inside);
        expect_jpeg(&inside, marker <= 0xc2 ? STATUS_DONE : STATUS_INVALID);
    }
}

Test(media_formats, jpeg_has_nothing_between_its_segments)
{
    static const text_t between[] = {TEXT_CONSTANT("x"),        TEXT_CONSTANT("\xff\xd0"),
                                     TEXT_CONSTANT("\xff\xd8"), TEXT_CONSTANT("\xff\x01"),
                                     TEXT_CONSTANT("\xff\0"),   TEXT_CONSTANT("\xff\xfe\0\1")};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        buffer_t inside = {0};
        media_put_frame(&inside, 0xc0, 4, 3);
        buffer_append_text(&inside, between[i]);
        media_put_scan(&inside);
        expect_jpeg(&inside, STATUS_INVALID);
    }
}

/* More than a window of a file, before a segment and before the marker that ends a scan. */
Test(media_formats, jpeg_has_any_number_of_fill_bytes_before_a_marker)
{
    static const size_t counts[] = {64, 65, 66, 40000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        buffer_t inside = {0}, fills = {0};
        memset(buffer_reserve(&fills, counts[i]), 0xff, counts[i]);
        fills.size = counts[i];
        buffer_append_text(&inside, buffer_text(&fills));
        media_put_frame(&inside, 0xc0, 4, 3);
        media_put_scan(&inside);
        buffer_append_text(&inside, buffer_text(&fills));
        expect_jpeg(&inside, STATUS_DONE);
        media_put_frame(&inside, 0xc0, 4, 3);
        media_put_scan(&inside);
        buffer_append_text(&inside, buffer_text(&fills));
        buffer_append_char(&inside, '\xd8'); /* that marker has no place there */
        expect_jpeg(&inside, STATUS_INVALID);
        expect(&fills, STATUS_INVALID);
    }
}

/* ---- png ---- */

Test(media_formats, png_has_one_header_and_data)
{
    buffer_t twice = {0}, empty = {0}, odd = {0}, first = {0};
    media_write_png(&twice, 4, 3);
    twice.size -= 12; /* IEND */
    media_put_chunk(&twice, "IHDR", TEXT_LITERAL("\0\0\0\4\0\0\0\3\10\2\0\0\0"));
    media_put_chunk(&twice, "IEND", TEXT_NONE);
    expect(&twice, STATUS_INVALID);
    media_write_png(&empty, 4, 3);
    empty.size = 33;
    media_put_chunk(&empty, "IEND", TEXT_NONE);
    expect(&empty, STATUS_INVALID);
    media_write_png(&odd, 4, 3);
    odd.size -= 12;
    media_put_chunk(&odd, "a1b2", TEXT_NONE);
    media_put_chunk(&odd, "IEND", TEXT_NONE);
    expect(&odd, STATUS_INVALID);
    buffer_append_literal(&first, "\x89PNG\r\n\x1a\n");
    media_put_chunk(&first, "IDAT", TEXT_LITERAL("0123456789abc"));
    media_put_chunk(&first, "IEND", TEXT_NONE);
    expect(&first, STATUS_INVALID);
}

/* ---- gif ---- */

static void put_gif_image(buffer_t *out, text_t place)
{
    buffer_append_literal(out, ",");
    buffer_append_text(out, place);
    buffer_append_literal(out, "\0\2\1x\0");
}

Test(media_formats, gif_has_an_image_of_a_size_within_the_limits)
{
    static const struct {
        text_t image; /* left, top, width, height */
        status_t expected;
    } images[] = {{TEXT_CONSTANT("\0\0\0\0\4\0\3\0"), STATUS_DONE},
                  {TEXT_CONSTANT("\1\0\1\0\4\0\3\0"), STATUS_DONE}, /* beyond the screen */
                  {TEXT_CONSTANT("\xff\x3f\0\0\1\0\1\0"), STATUS_DONE},
                  {TEXT_CONSTANT("\xff\x3f\0\0\2\0\1\0"), STATUS_INVALID},
                  {TEXT_CONSTANT("\0\0\0\0\xff\x3f\xff\x3f"), STATUS_INVALID}};
    for (size_t i = 0; i < sizeof images / sizeof *images; i++) {
        buffer_t bytes = {0};
        buffer_append_literal(&bytes, "GIF87a\4\0\3\0\0\0\0");
        put_gif_image(&bytes, images[i].image);
        buffer_append_literal(&bytes, ";");
        expect(&bytes, images[i].expected);
    }
    buffer_t none = {0};
    buffer_append_literal(&none, "GIF89a\4\0\3\0\0\0\0;");
    expect(&none, STATUS_INVALID);
}

/* As browsers show it: the first image widens the screen, others do not. */
Test(media_formats, gif_is_as_large_as_its_screen_and_first_image)
{
    static const struct {
        text_t screen, first, second; /* left, top, width, height of images */
        uint32_t width, height;
    } files[] = {{TEXT_CONSTANT("\1\0\1\0"), TEXT_CONSTANT("\0\0\0\0\4\0\3\0"),
                  TEXT_CONSTANT("\0\0\0\0\4\0\3\0"), 4, 3},
                 {TEXT_CONSTANT("\1\0\1\0"), TEXT_CONSTANT("\2\0\1\0\4\0\3\0"),
                  TEXT_CONSTANT("\0\0\0\0\4\0\3\0"), 6, 4},
                 {TEXT_CONSTANT("\5\0\1\0"), TEXT_CONSTANT("\0\0\0\0\4\0\3\0"),
                  TEXT_CONSTANT("\0\0\0\0\4\0\3\0"), 5, 3},
                 {TEXT_CONSTANT("\7\0\7\0"), TEXT_CONSTANT("\0\0\0\0\4\0\3\0"),
                  TEXT_CONSTANT("\0\0\0\0\4\0\3\0"), 7, 7},
                 {TEXT_CONSTANT("\4\0\3\0"), TEXT_CONSTANT("\0\0\0\0\4\0\3\0"),
                  TEXT_CONSTANT("\0\0\0\0\7\0\7\0"), 4, 3}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        media_kind_t kind;
        buffer_t bytes = {0};
        buffer_append_literal(&bytes, "GIF89a");
        buffer_append_text(&bytes, files[i].screen);
        buffer_append_literal(&bytes, "\0\0\0");
        put_gif_image(&bytes, files[i].first);
        put_gif_image(&bytes, files[i].second);
        buffer_append_literal(&bytes, ";");
        cr_assert_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_DONE, "%zu", i);
        cr_expect(kind.width == files[i].width && kind.height == files[i].height, "%zu: %u x %u", i,
                  kind.width, kind.height);
        buffer_free(&bytes);
    }
}

/* ---- webp ---- */

static void expect_webp(const buffer_t *chunks, status_t expected)
{
    buffer_t bytes = {0};
    buffer_append_literal(&bytes, "RIFF");
    media_put_little(&bytes, chunks->size + 4, 4);
    buffer_append_literal(&bytes, "WEBP");
    buffer_append_text(&bytes, buffer_text(chunks));
    expect(&bytes, expected);
}

Test(media_formats, webp_has_a_picture_of_its_canvas)
{
    static const struct {
        text_t canvas, bitstream;
        status_t expected;
    } files[] = {
        {TEXT_CONSTANT("\0\0\0\0\3\0\0\2\0\0"), TEXT_CONSTANT("\x2f\3\x80\0\0x"), STATUS_DONE},
        {TEXT_CONSTANT("\0\0\0\0\4\0\0\2\0\0"), TEXT_CONSTANT("\x2f\3\x80\0\0x"), STATUS_INVALID},
        {TEXT_CONSTANT("\2\0\0\0\3\0\0\2\0\0"), TEXT_CONSTANT("\x2f\3\x80\0\0x"), STATUS_INVALID},
        {TEXT_CONSTANT("\0\0\0\0\3\0\0\2\0\0"), TEXT_CONSTANT("\x2f\3\x80\0\x20x"), STATUS_INVALID},
        {TEXT_CONSTANT("\0\0\0\0\0\x40\0\0\0\0"), TEXT_CONSTANT("\x2f\xff\x3f\0\0x"), STATUS_INVALID},
        {TEXT_CONSTANT("\0\0\0\0\xff\xff\xff\xff\xff\xff"), TEXT_CONSTANT("\x2f\3\x80\0\0x"), STATUS_INVALID},
        {TEXT_CONSTANT("\0\0\0\0\3\0\0\2\0"), TEXT_CONSTANT("\x2f\3\x80\0\0x"), STATUS_INVALID}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        buffer_t chunks = {0};
        media_put_riff(&chunks, "VP8X", files[i].canvas);
        media_put_riff(&chunks, "VP8L", files[i].bitstream);
        expect_webp(&chunks, files[i].expected);
        media_put_riff(&chunks, "VP8L", files[i].bitstream); /* a second one */
        expect_webp(&chunks, STATUS_INVALID);
        buffer_free(&chunks);
    }
}

Test(media_formats, webp_frames_hold_nothing_but_pixels)
{
    static const char *const types[] = {"EXIF", "XMP ", "abcd"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        buffer_t chunks = {0}, frame = {0};
        media_put_riff(&chunks, "VP8X", TEXT_LITERAL("\2\0\0\0\3\0\0\2\0\0"));
        buffer_append_literal(&frame, "\0\0\0\0\0\0\3\0\0\2\0\0\x64\0\0\0");
        media_put_riff(&frame, "VP8L", TEXT_LITERAL("\x2f\3\x80\0\0x"));
        media_put_riff(&frame, types[i], TEXT_LITERAL("GPSLatitude"));
        media_put_riff(&chunks, "ANMF", buffer_text(&frame));
        expect_webp(&chunks, STATUS_INVALID);
        buffer_free(&frame);
        buffer_free(&chunks);
    }
}

Test(media_formats, webp_frames_lie_on_the_canvas)
{
    static const struct {
        text_t frame; /* left / 2, top / 2, width - 1, height - 1 */
        status_t expected;
    } frames[] = {{TEXT_CONSTANT("\0\0\0\0\0\0\3\0\0\2\0\0"), STATUS_DONE},
                  {TEXT_CONSTANT("\1\0\0\0\0\0\3\0\0\2\0\0"), STATUS_INVALID},
                  {TEXT_CONSTANT("\0\0\0\1\0\0\3\0\0\2\0\0"), STATUS_INVALID},
                  {TEXT_CONSTANT("\0\0\0\0\0\0\2\0\0\2\0\0"), STATUS_INVALID}, /* not the bitstream's */
                  {TEXT_CONSTANT("\xff\xff\xff\0\0\0\3\0\0\2\0\0"), STATUS_INVALID}};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        buffer_t chunks = {0}, frame = {0};
        media_put_riff(&chunks, "VP8X", TEXT_LITERAL("\2\0\0\0\3\0\0\2\0\0"));
        buffer_append_text(&frame, frames[i].frame);
        buffer_append_literal(&frame, "\x64\0\0\0");
        media_put_riff(&frame, "ALPH", TEXT_LITERAL("alpha"));
        media_put_riff(&frame, "VP8 ", TEXT_LITERAL("\x10\0\0\x9d\1\x2a\4\0\3\0"));
        media_put_riff(&chunks, "ANMF", buffer_text(&frame));
        expect_webp(&chunks, frames[i].expected);
        media_put_riff(&frame, "VP8 ", TEXT_LITERAL("\x10\0\0\x9d\1\x2a\4\0\3\0")); /* a second one */
        media_put_riff(&chunks, "ANMF", buffer_text(&frame));
        expect_webp(&chunks, STATUS_INVALID);
        buffer_free(&frame);
        buffer_free(&chunks);
    }
}

/* ---- mp4 ---- */

#define BRANDS TEXT_LITERAL("isom\0\0\0\0mp42")
#define VIDEO "\0\0\0\x34moov\0\0\0\x2ctrak\0\0\0\x24mdia\0\0\0\x1chdlr\0\0\0\0\0\0\0\0vide\0\0\0\0\0\0\0\0"

static void expect_mp4(text_t brands, text_t rest, status_t expected)
{
    buffer_t bytes = {0};
    media_put_box(&bytes, "ftyp", brands);
    buffer_append_text(&bytes, rest);
    expect(&bytes, expected);
}

Test(media_formats, mp4_boxes_lie_within_each_other)
{
    static const struct {
        text_t rest;
        status_t expected;
    } files[] = {{TEXT_CONSTANT(VIDEO "\0\0\0\0mdat to the end"), STATUS_DONE},
                 {TEXT_CONSTANT("\0\0\0\1mdat\0\0\0\0\0\0\0\x11x" VIDEO), STATUS_DONE},
                 {TEXT_CONSTANT("\0\0\0\1mdat\0\0\0\0\0\0\0\x0fx" VIDEO), STATUS_INVALID},
                 {TEXT_CONSTANT("\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xffx" VIDEO), STATUS_INVALID},
                 {TEXT_CONSTANT("\0\0\0\1mdat\x7f\xff\xff\xff\xff\xff\xff\xffx" VIDEO), STATUS_INVALID},
                 {TEXT_CONSTANT(VIDEO "\0\0\0\7mdat"), STATUS_INVALID},
                 {TEXT_CONSTANT(VIDEO "\0\0\0\1mdat"), STATUS_INVALID},
                 {TEXT_CONSTANT(VIDEO "\0\0\0\x8md\1t\0\0\0\x8mdat"), STATUS_INVALID},
                 {TEXT_CONSTANT("\0\0\0\x8mdat\0\0\0\x10moov\0\0\0\x9trakx"), STATUS_INVALID},
                 {TEXT_CONSTANT("\0\0\0\x8mdat\0\0\0\x10moov\0\0\0\0trak" VIDEO), STATUS_INVALID},
                 {TEXT_CONSTANT(VIDEO), STATUS_INVALID},
                 {TEXT_CONSTANT("\0\0\0\x8mdat\0\0\0\x8moov"), STATUS_INVALID}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        expect_mp4(BRANDS, files[i].rest, files[i].expected);
}

Test(media_formats, mp4_has_a_brand_that_players_play)
{
    static const struct {
        text_t brands;
        status_t expected;
    } files[] = {{TEXT_CONSTANT("isom\0\0\0\0"), STATUS_DONE},
                 {TEXT_CONSTANT("3gp4\0\0\0\0"), STATUS_DONE},
                 {TEXT_CONSTANT("XAVC\0\0\0\0mp42"), STATUS_DONE},
                 {TEXT_CONSTANT("qt  \0\0\0\0qt  "), STATUS_INVALID},
                 {TEXT_CONSTANT("heic\0\0\0\0mif1"), STATUS_INVALID},
                 {TEXT_CONSTANT("qt  isom"), STATUS_INVALID},
                 {TEXT_CONSTANT("isom"), STATUS_INVALID},
                 {TEXT_CONSTANT("isom\0\0\0\0x"), STATUS_INVALID}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        expect_mp4(files[i].brands, TEXT_LITERAL(VIDEO "\0\0\0\x8mdat"), files[i].expected);
}

/* Tracks that are no video: a recording, and a row of pictures (AVIF). */
Test(media_formats, mp4_has_a_video_track)
{
    static const char others[][5] = {"soun", "pict"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        buffer_t rest = {0};
        buffer_append_literal(&rest, VIDEO "\0\0\0\x8mdat");
        memcpy(memmem(rest.data, rest.size, "vide", 4), others[i], 4);
        expect_mp4(BRANDS, buffer_text(&rest), STATUS_INVALID);
        buffer_free(&rest);
    }
}

/* ---- much work ---- */

/* 2 MB of the smallest pieces, nested as deep as is looked: one pass, well under the second that a walk with
 * a read for each would take. */
Test(media_formats, many_small_pieces_are_passed_over_once, .timeout = 10)
{
    enum { PIECES = 250000 };
    buffer_t boxes = {0}, gif = {0};
    for (int i = 0; i < PIECES; i++)
        media_put_box(&boxes, i % 2 ? "trak" : "free", TEXT_NONE);
    buffer_t moov = {0};
    media_put_box(&moov, "moov", buffer_text(&boxes));
    expect_mp4(BRANDS, buffer_text(&moov), STATUS_INVALID);
    buffer_append_literal(&gif, "GIF89a\4\0\3\0\0\0\0!\xfe");
    for (int i = 0; i < 4 * PIECES; i++)
        buffer_append_literal(&gif, "\1x");
    expect(&gif, STATUS_INVALID);
    buffer_free(&boxes);
    buffer_free(&moov);
}
