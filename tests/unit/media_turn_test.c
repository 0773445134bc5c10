/* SPDX-License-Identifier: Apache-2.0 */
/* Which EXIF tells which way up a picture is shown: a copy is turned as the picture was. What browsers do was
 * seen in Chromium. */
#include <criterion/criterion.h>

#include "tests/support/leak_check.h"
#include "tests/support/media_cutting.h"
#include "tests/support/media_samples.h"

TestSuite(media_turn, .fini = leak_check);

enum { EXIF_MARKER = 0xe1, JPEG_ANY = 2, PNG_IHDR_END = 33 };

/* A TIFF with so many entries, of 12 bytes each; entries of an orientation: type, count and value. */
#define TIFF(count, entries) "MM\0\x2a\0\0\0\10\0" count entries "\0\0\0\0"
#define ORIENTATION(type, count, value) "\1\x12\0" type count "\0" value "\0\0"
#define TURN(value) ORIENTATION("\3", "\0\0\0\1", value)
#define OTHER "\1\x10\0\3\0\0\0\1\0\1\0\0"

static const text_t plain_ones[] = {
    TEXT_CONSTANT(""),
    TEXT_CONSTANT(TIFF("\1", TURN("\1"))),
    TEXT_CONSTANT(TIFF("\1", TURN("\2"))),
    TEXT_CONSTANT(TIFF("\1", TURN("\3"))),
    TEXT_CONSTANT(TIFF("\1", TURN("\4"))),
    TEXT_CONSTANT(TIFF("\1", TURN("\5"))),
    TEXT_CONSTANT(TIFF("\1", TURN("\6"))),
};

/* ---- pictures of 4 x 3 with two EXIFs; an empty one is none ---- */

static void put_jpeg_exif(buffer_t *out, text_t name, text_t exif)
{
    buffer_t segment = {0};
    buffer_append_text(&segment, name);
    buffer_append_text(&segment, exif);
    if (exif.size > 0)
        media_put_segment(out, EXIF_MARKER, buffer_text(&segment));
    buffer_free(&segment);
}

static void write_jpeg(buffer_t *out, text_t first, text_t second)
{
    buffer_t bytes = {0};
    media_write_jpeg(&bytes, 4, 3);
    buffer_append(out, bytes.data, JPEG_ANY);
    put_jpeg_exif(out, TEXT_LITERAL("Exif\0\0"), first);
    put_jpeg_exif(out, TEXT_LITERAL("Exif\0\0"), second);
    buffer_append(out, bytes.data + JPEG_ANY, bytes.size - JPEG_ANY);
    buffer_free(&bytes);
}

static void write_png(buffer_t *out, text_t first, text_t second)
{
    buffer_t bytes = {0};
    media_write_png(&bytes, 4, 3);
    buffer_append(out, bytes.data, PNG_IHDR_END);
    if (first.size > 0)
        media_put_chunk(out, "eXIf", first);
    if (second.size > 0)
        media_put_chunk(out, "eXIf", second);
    buffer_append(out, bytes.data + PNG_IHDR_END, bytes.size - PNG_IHDR_END);
    buffer_free(&bytes);
}

static void write_webp(buffer_t *out, text_t first, text_t second)
{
    buffer_t chunks = {0};
    media_put_riff(&chunks, "VP8X",
                   first.size + second.size > 0 ? TEXT_LITERAL("\10\0\0\0\3\0\0\2\0\0")
                                                : TEXT_LITERAL("\0\0\0\0\3\0\0\2\0\0"));
    media_put_riff(&chunks, "VP8L", TEXT_LITERAL("\x2f\3\x80\0\0data"));
    if (first.size > 0)
        media_put_riff(&chunks, "EXIF", first);
    if (second.size > 0)
        media_put_riff(&chunks, "EXIF", second);
    buffer_append_literal(out, "RIFF");
    media_put_little(out, chunks.size + 4, 4);
    buffer_append_literal(out, "WEBP");
    buffer_append_text(out, buffer_text(&chunks));
    buffer_free(&chunks);
}

static const struct {
    const char *name;
    void (*write)(buffer_t *out, text_t first, text_t second);
    bool turns; /* browsers turn it by its EXIF */
} formats[] = {{"jpeg", write_jpeg, true}, {"png", write_png, true}, {"webp", write_webp, false}};

/* ---- of two ---- */

static const struct {
    text_t first, second;
    size_t orientation; /* that counts; 0: none */
} pairs[] = {
    {TEXT_CONSTANT("junk"), TEXT_CONSTANT(TIFF("\1", TURN("\6"))), 0},
    {TEXT_CONSTANT("MM\0\x2a\0\0\0"), TEXT_CONSTANT(TIFF("\1", TURN("\6"))), 0},
    {TEXT_CONSTANT(TIFF("\1", OTHER)), TEXT_CONSTANT(TIFF("\1", TURN("\6"))), 0},
    {TEXT_CONSTANT(TIFF("\1", TURN("\x9"))), TEXT_CONSTANT(TIFF("\1", TURN("\6"))), 0},
    {TEXT_CONSTANT(TIFF("\2", OTHER TURN("\1"))), TEXT_CONSTANT(TIFF("\1", TURN("\6"))), 1},
    {TEXT_CONSTANT(TIFF("\1", TURN("\6"))), TEXT_CONSTANT(TIFF("\2", OTHER TURN("\1"))), 6},
    {TEXT_CONSTANT(TIFF("\1", TURN("\6"))), TEXT_CONSTANT(TIFF("\1", TURN("\1"))), 6},
    {TEXT_CONSTANT(TIFF("\1", TURN("\1"))), TEXT_CONSTANT(TIFF("\1", TURN("\6"))), 1},
    {TEXT_CONSTANT(TIFF("\2", TURN("\5") TURN("\1"))), TEXT_CONSTANT(""), 5},
    {TEXT_CONSTANT(TIFF("\2", TURN("\1") TURN("\5"))), TEXT_CONSTANT(""), 1},
    {TEXT_CONSTANT(TIFF("\2", TURN("\x9") TURN("\6"))), TEXT_CONSTANT(""), 6},
    {TEXT_CONSTANT(TIFF("\2", TURN("\6") TURN("\x9"))), TEXT_CONSTANT(""), 6},
    {TEXT_CONSTANT(TIFF("\1", TURN("\0"))), TEXT_CONSTANT(""), 0},
    {TEXT_CONSTANT(TIFF("\1", ORIENTATION("\3", "\0\0\0\0", "\6"))), TEXT_CONSTANT(""), 0},
    {TEXT_CONSTANT(TIFF("\1", ORIENTATION("\3", "\0\0\0\2", "\6"))), TEXT_CONSTANT(""), 0},
    {TEXT_CONSTANT(TIFF("\1", ORIENTATION("\3", "\0\1\0\1", "\6"))), TEXT_CONSTANT(""), 0},
    {TEXT_CONSTANT(TIFF("\1", ORIENTATION("\4", "\0\0\0\1", "\6"))), TEXT_CONSTANT(""), 0},
};

/* The first EXIF counts, and in it the first orientation that is one short of 1 to 8. */
Test(media_turn, a_copy_is_turned_by_the_exif_that_turns_the_picture)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
            media_kind_t kind;
            buffer_t bytes = {0}, copy = {0}, expected = {0};
            formats[k].write(&bytes, pairs[i].first, pairs[i].second);
            formats[k].write(&expected, plain_ones[pairs[i].orientation], TEXT_NONE);
            cr_expect(media_is_cut(&bytes, &copy), "%s %zu", formats[k].name, i);
            cr_expect(text_equal(buffer_text(&copy), buffer_text(&expected)), "%s %zu", formats[k].name, i);
            cr_assert_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_DONE);
            const bool is_turned = formats[k].turns && pairs[i].orientation >= 5;
            cr_expect(kind.width == (is_turned ? 3 : 4), "%s %zu", formats[k].name, i);
            buffer_free(&bytes);
            buffer_free(&copy);
            buffer_free(&expected);
        }
}

/* ---- particular to one format ---- */

/* A copy of these bytes has the EXIF of this orientation and no other; frees them. */
static void expect_copy(buffer_t *bytes, void (*write)(buffer_t *, text_t, text_t), size_t orientation)
{
    buffer_t copy = {0}, expected = {0};
    write(&expected, plain_ones[orientation], TEXT_NONE);
    cr_expect(media_is_cut(bytes, &copy));
    cr_expect(text_equal(buffer_text(&copy), buffer_text(&expected)));
    buffer_free(bytes);
    buffer_free(&copy);
    buffer_free(&expected);
}

/* Browsers take any byte behind its name, but there has to be more. */
Test(media_turn, exif_of_a_jpeg_is_told_by_its_name)
{
    static const struct {
        text_t name, exif;
        size_t orientation;
    } firsts[] = {{TEXT_CONSTANT("Exif\0\1"), TEXT_CONSTANT("junk"), 0},
                  {TEXT_CONSTANT("Exif\0\1"), TEXT_CONSTANT(TIFF("\1", TURN("\1"))), 1},
                  {TEXT_CONSTANT("Exif\0"), TEXT_CONSTANT(TIFF("\1", TURN("\1"))), 0},
                  {TEXT_CONSTANT("Exif\0"), TEXT_CONSTANT("\0"), 6},
                  {TEXT_CONSTANT("Exif\1\0"), TEXT_CONSTANT(TIFF("\1", TURN("\1"))), 6},
                  {TEXT_CONSTANT("exif\0\0"), TEXT_CONSTANT(TIFF("\1", TURN("\1"))), 6}};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        buffer_t bytes = {0}, rest = {0};
        write_jpeg(&rest, plain_ones[6], TEXT_NONE);
        buffer_append(&bytes, rest.data, JPEG_ANY);
        put_jpeg_exif(&bytes, firsts[i].name, firsts[i].exif);
        buffer_append(&bytes, rest.data + JPEG_ANY, rest.size - JPEG_ANY);
        expect_copy(&bytes, write_jpeg, firsts[i].orientation);
        buffer_free(&rest);
    }
}

/* Such a chunk is to decoders as if it were not there. */
Test(media_turn, exif_of_a_png_with_a_wrong_checksum_does_not_count)
{
    const size_t checksum = PNG_IHDR_END + 8 + plain_ones[6].size;
    static const size_t behind[] = {0, 1, 6};
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        buffer_t bytes = {0};
        write_png(&bytes, plain_ones[6], plain_ones[behind[i]]);
        bytes.data[checksum] ^= 1;
        expect_copy(&bytes, write_png, behind[i]);
    }
}

/* Appends a png with an EXIF of so many bytes that tells 6, and one that tells 1. */
static void write_long_png(buffer_t *out, size_t size)
{
    buffer_t exif = {0};
    buffer_append_text(&exif, plain_ones[6]);
    memset(buffer_reserve(&exif, size - exif.size), 'x', size - exif.size);
    exif.size = size;
    write_png(out, buffer_text(&exif), plain_ones[1]);
    buffer_free(&exif);
}

/* More than what of a file is in memory: the whole checksum counts. */
Test(media_turn, exif_of_a_png_may_be_long)
{
    enum { LONGEST = 4 << 20 };
    buffer_t bytes = {0}, wrong = {0}, too_long = {0};
    write_long_png(&bytes, LONGEST);
    expect_copy(&bytes, write_png, 6);
    write_long_png(&wrong, LONGEST);
    wrong.data[PNG_IHDR_END + LONGEST] ^= 1;
    expect_copy(&wrong, write_png, 1);
    write_long_png(&too_long, LONGEST + 1);
    expect_copy(&too_long, write_png, 0);
}

/* It stays for whoever looks there, and browsers do not: neither before the end nor between two scans. */
Test(media_turn, exif_of_a_jpeg_behind_its_scan_does_not_turn_it)
{
    for (size_t scans = 0; scans < 2; scans++) {
        buffer_t bytes = {0}, copy = {0};
        media_kind_t kind;
        media_write_jpeg(&bytes, 4, 3);
        bytes.size -= 2; /* EOI */
        put_jpeg_exif(&bytes, TEXT_LITERAL("Exif\0\0"), plain_ones[6]);
        if (scans > 0)
            media_put_scan(&bytes);
        buffer_append_literal(&bytes, "\xff\xd9");
        cr_assert_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_DONE);
        cr_expect(kind.width == 4 && kind.height == 3, "%u x %u", kind.width, kind.height);
        cr_expect(!media_is_cut(&bytes, &copy));
        buffer_free(&bytes);
        buffer_free(&copy);
    }
}

/* The shortest that browsers read: its directory begins within the number that tells where. */
Test(media_turn, a_copy_is_longer_by_6_bytes_at_most)
{
    const text_t shortest = TEXT_LITERAL("MM\0\x2a\0\0\0\6" TURN("\6"));
    for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) {
        buffer_t bytes = {0}, copy = {0};
        formats[k].write(&bytes, shortest, TEXT_NONE);
        cr_expect(media_is_cut(&bytes, &copy));
        cr_expect_eq(copy.size, bytes.size + 6, "%s", formats[k].name);
        buffer_free(&bytes);
        buffer_free(&copy);
    }
}
