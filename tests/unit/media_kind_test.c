/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/kind.h"

#include <criterion/criterion.h>
#include <unistd.h>

#include "tests/support/leak_check.h"
#include "tests/support/media_samples.h"

TestSuite(media_kind, .fini = leak_check);

static void expect(const buffer_t *bytes, status_t expected, const char *what)
{
    media_kind_t kind;
    status_t status = media_kind_of(buffer_text(bytes), &kind);
    cr_expect_eq(status, expected, "%s: %s", what, status_info(status)->name);
    if (status != STATUS_DONE)
        cr_expect(!kind.type && !kind.suffix && !kind.is_picture && !kind.is_to_cut && kind.width == 0, "%s",
                  what);
}

/* A sample with bytes behind its end. */
static void expect_with(const media_sample_t *sample, text_t behind, status_t expected)
{
    buffer_t bytes = {0};
    sample->write(&bytes);
    buffer_append_text(&bytes, behind);
    expect(&bytes, expected, sample->name);
    buffer_free(&bytes);
}

Test(media_kind, tells_each_kind)
{
    for (size_t i = 0; i < media_sample_count; i++) {
        const media_sample_t *sample = &media_samples[i];
        media_kind_t kind;
        buffer_t bytes = {0};
        sample->write(&bytes);
        cr_assert_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_DONE, "%s", sample->name);
        cr_expect_str_eq(kind.type, sample->type);
        cr_expect_str_eq(kind.suffix, sample->suffix);
        cr_expect(kind.width == sample->width && kind.height == sample->height, "%s: %u x %u", sample->name,
                  kind.width, kind.height);
        cr_expect_eq(kind.is_picture, sample->width > 0);
        cr_expect_eq(kind.is_attachment, strcmp(sample->name, "pdf") == 0);
        cr_expect(!kind.is_to_cut, "%s", sample->name);
        buffer_free(&bytes);
    }
}

Test(media_kind, refuses_every_file_that_is_cut_short)
{
    for (size_t i = 0; i < media_sample_count; i++) {
        buffer_t bytes = {0};
        media_samples[i].write(&bytes);
        while (bytes.size-- > 0)
            expect(&bytes, STATUS_INVALID, media_samples[i].name);
        buffer_free(&bytes);
    }
}

Test(media_kind, survives_each_byte_being_another)
{
    static const unsigned char others[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    for (size_t i = 0; i < media_sample_count; i++) {
        buffer_t bytes = {0};
        media_samples[i].write(&bytes);
        for (size_t at = 0; at < bytes.size; at++)
            for (size_t other = 0; other < sizeof others; other++) {
                media_kind_t kind;
                const char right = bytes.data[at];
                bytes.data[at] = (char)others[other];
                status_t status = media_kind_of(buffer_text(&bytes), &kind);
                cr_expect(status == STATUS_DONE || status == STATUS_INVALID);
                bytes.data[at] = right;
            }
        buffer_free(&bytes);
    }
}

Test(media_kind, refuses_bytes_behind_the_end)
{
    static const text_t behind[] = {TEXT_CONSTANT("x"),
                                    TEXT_CONSTANT("<html><script>alert(1)</script></html>"),
                                    TEXT_CONSTANT(" \r\n<!DOCTYPE html>"), TEXT_CONSTANT("PK\3\4\24\0zip"),
                                    TEXT_CONSTANT("%PDF-1.7\n%%EOF")};
    for (size_t i = 0; i < media_sample_count; i++)
        for (size_t k = 0; k < sizeof behind / sizeof *behind; k++)
            if (k > 0 || strcmp(media_samples[i].suffix, "jpg") != 0)
                expect_with(&media_samples[i], behind[k], STATUS_INVALID);
}

/* A good many encoders pad what they write. */
Test(media_kind, takes_zeros_behind_a_png_and_a_gif_and_blanks_behind_a_pdf)
{
    for (size_t i = 0; i < media_sample_count; i++) {
        const char *suffix = media_samples[i].suffix;
        if (strcmp(suffix, "png") == 0 || strcmp(suffix, "gif") == 0)
            expect_with(&media_samples[i], TEXT_LITERAL("\0\0\0"), STATUS_DONE);
        else if (strcmp(suffix, "pdf") == 0)
            expect_with(&media_samples[i], TEXT_LITERAL("\r\n\n"), STATUS_DONE);
        else if (strcmp(suffix, "jpg") != 0)
            expect_with(&media_samples[i], TEXT_LITERAL("\0\0\0"), STATUS_INVALID);
    }
}

Test(media_kind, takes_nothing_else)
{
    static const text_t others[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("\xff\xd8\xff"),
        TEXT_CONSTANT("\xff\xd8\xff\xd9"),
        TEXT_CONSTANT("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
        TEXT_CONSTANT("<!doctype html><title>x</title>"),
        TEXT_CONSTANT("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        TEXT_CONSTANT("BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0\xc\0\0\0\1\0\1\0\1\0\x18\0"),
        TEXT_CONSTANT("\0\0\0\x18"
                      "ftypheic\0\0\0\0mif1heic\0\0\0\x8mdat"),
        TEXT_CONSTANT("RIFF\4\0\0\0WAVE"),
        TEXT_CONSTANT("GIF88a;"),
        TEXT_CONSTANT("%PDF-x.y startxref 0 %%EOF"),
        TEXT_CONSTANT("\x7f"
                      "ELF"),
        TEXT_CONSTANT("%PDF-1.4\nstartxref\n99999\n%%EOF"),
        TEXT_CONSTANT("%PDF-1.4\nstartxref\n0\n%%EOF"),
        TEXT_CONSTANT("%PDF-1.4\nstartxref\n99999999999\n%%EOF")};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        media_kind_t kind;
        cr_expect_eq(media_kind_of(others[i], &kind), STATUS_INVALID, "%zu", i);
    }
}

Test(media_kind, refuses_pictures_above_the_limits)
{
    static const struct {
        uint32_t width, height;
        status_t expected;
    } sizes[] = {{MEDIA_SIDE_MAX, 1, STATUS_DONE},
                 {1, MEDIA_SIDE_MAX, STATUS_DONE},
                 {MEDIA_SIDE_MAX + 1, 1, STATUS_INVALID},
                 {1, MEDIA_SIDE_MAX + 1, STATUS_INVALID},
                 {10000, 10000, STATUS_DONE},
                 {10000, 10001, STATUS_INVALID},
                 {0, 1, STATUS_INVALID},
                 {1, 0, STATUS_INVALID},
                 {65535, 65535, STATUS_INVALID}};
    static void (*const writers[])(buffer_t *, uint32_t, uint32_t) = {media_write_jpeg, media_write_png,
                                                                      media_write_gif};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t k = 0; k < sizeof writers / sizeof *writers; k++) {
            buffer_t bytes = {0};
            writers[k](&bytes, sizes[i].width, sizes[i].height);
            expect(&bytes, sizes[i].expected, "size");
            buffer_free(&bytes);
        }
}

/* A size of 32 bits that wraps around would pass for a small one. */
Test(media_kind, refuses_lengths_near_the_end_of_their_range)
{
    static const uint32_t lengths[] = {INT32_MAX, 0x80000000U, UINT32_MAX, UINT32_MAX - 7, UINT32_MAX - 11};
    static const struct {
        const char *suffix;
        size_t at; /* of the length of a chunk or box */
        void (*put)(buffer_t *out, uint64_t value, size_t bytes);
    } places[] = {{"png", 33, media_put_big},
                  {"webp", 4, media_put_little},
                  {"webp", 16, media_put_little},
                  {"mp4", 0, media_put_big},
                  {"mp4", 24, media_put_big}};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t k = 0; k < media_sample_count; k++)
            for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
                buffer_t bytes = {0}, length = {0};
                media_samples[k].write(&bytes);
                places[p].put(&length, lengths[i], 4);
                memcpy(bytes.data + places[p].at, length.data, length.size);
                if (strcmp(media_samples[k].suffix, places[p].suffix) == 0 &&
                    strcmp(media_samples[k].name, "large-mp4") != 0)
                    expect(&bytes, STATUS_INVALID, media_samples[k].name);
                buffer_free(&length);
                buffer_free(&bytes);
            }
}

Test(media_kind, is_unavailable_when_the_file_cannot_be_read)
{
    media_kind_t kind;
    buffer_t bytes = {0};
    media_write_png(&bytes, 4, 3);
    int file = media_file_of(buffer_text(&bytes));
    cr_expect_eq(media_kind_read(&kind, file, (int64_t)bytes.size + 1), STATUS_UNAVAILABLE);
    cr_expect(!kind.type);
    close(file);
    cr_expect_eq(media_kind_read(&kind, file, (int64_t)bytes.size), STATUS_UNAVAILABLE);
    buffer_free(&bytes);
}

/* ---- pages within pictures ---- */

Test(media_kind, refuses_a_page_or_a_pdf_near_the_beginning)
{
    static const text_t words[] = {TEXT_CONSTANT("<HTML>"), TEXT_CONSTANT("<script>"),
                                   TEXT_CONSTANT("<!DocType html>"), TEXT_CONSTANT("<svg onload=x>"),
                                   TEXT_CONSTANT("%PDF-1.4")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        buffer_t jpeg = {0}, png = {0};
        buffer_append_literal(&jpeg, "\xff\xd8");
        media_put_segment(&jpeg, 0xfe, words[i]);
        media_put_frame(&jpeg, 0xc0, 4, 3);
        media_put_scan(&jpeg);
        buffer_append_literal(&jpeg, "\xff\xd9");
        expect(&jpeg, STATUS_INVALID, "jpeg");
        media_write_png(&png, 4, 3);
        png.size = 33;
        media_put_chunk(&png, "tEXt", words[i]);
        media_put_chunk(&png, "IDAT", TEXT_LITERAL("pixels"));
        media_put_chunk(&png, "IEND", TEXT_NONE);
        expect(&png, STATUS_INVALID, "png");
        buffer_free(&jpeg);
        buffer_free(&png);
    }
}

/* XMP is XML, and no page. */
Test(media_kind, takes_a_jpeg_with_xmp)
{
    buffer_t bytes = {0};
    buffer_append_literal(&bytes, "\xff\xd8");
    media_put_segment(&bytes, 0xe1,
                      TEXT_LITERAL("http://ns.adobe.com/xap/1.0/\0<?xpacket begin=''?><x:xmpmeta/>"));
    media_put_frame(&bytes, 0xc0, 4, 3);
    media_put_scan(&bytes);
    buffer_append_literal(&bytes, "\xff\xd9");
    expect(&bytes, STATUS_DONE, "xmp");
    buffer_free(&bytes);
}
