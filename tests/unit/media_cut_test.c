/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/cut.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/support/leak_check.h"
#include "tests/support/media_cutting.h"
#include "tests/support/media_samples.h"

TestSuite(media_cut, .fini = leak_check);

#define GPS_IN_IT "GPSLatitude"

enum { APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP13 = 0xed, APP14 = 0xee, COMMENT = 0xfe };

/* EXIF with these entries of 12 bytes, and its thumbnail's directory at `thumbnail`, when not 0. */
static void put_exif(buffer_t *out, size_t count, const char *entries, uint32_t thumbnail)
{
    buffer_t exif = {0};
    buffer_append_literal(&exif, "Exif\0\0II\x2a\0\10\0\0\0");
    media_put_little(&exif, count, 2);
    buffer_append(&exif, entries, 12 * count);
    media_put_little(&exif, thumbnail, 4);
    buffer_append_literal(&exif, GPS_IN_IT);
    media_put_segment(out, APP1, buffer_text(&exif));
    buffer_free(&exif);
}

#define ORIENTATION_6 "\x12\1\3\0\1\0\0\0\6\0\0\0"
#define GPS "\x25\x88\4\0\1\0\0\0\x40\0\0\0"
#define MODEL "\x10\1\2\0\4\0\0\0abc\0"

/* A jpeg of 4 x 3 with what `extra` holds, which it frees, behind SOI. */
static void write_jpeg(buffer_t *out, buffer_t *extra)
{
    buffer_append_literal(out, "\xff\xd8");
    buffer_append_text(out, buffer_text(extra));
    media_put_frame(out, 0xc0, 4, 3);
    media_put_scan(out);
    buffer_append_literal(out, "\xff\xd9");
    buffer_free(extra);
}

Test(media_cut, position_goes_and_orientation_stays)
{
    buffer_t extra = {0}, bytes = {0}, copy = {0};
    media_kind_t kind;
    put_exif(&extra, 3, MODEL ORIENTATION_6 GPS, 0);
    write_jpeg(&bytes, &extra);
    cr_assert_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_DONE);
    cr_expect(kind.width == 3 && kind.height == 4, "as it is shown");
    cr_assert(media_is_cut(&bytes, &copy));
    cr_expect(!media_has(&copy, TEXT_LITERAL(GPS_IN_IT)) && !media_has(&copy, TEXT_LITERAL("\x25\x88")));
    cr_expect(
        media_has(&copy, TEXT_LITERAL("Exif\0\0MM\0\x2a\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0")));
    buffer_free(&bytes);
    buffer_free(&copy);
}

Test(media_cut, no_orientation_leaves_no_exif)
{
    buffer_t extra = {0}, bytes = {0}, plain = {0}, copy = {0};
    put_exif(&extra, 1, GPS, 0);
    write_jpeg(&bytes, &extra);
    cr_assert(media_is_cut(&bytes, &copy));
    write_jpeg(&plain, &extra);
    cr_expect(text_equal(buffer_text(&copy), buffer_text(&plain)));
    buffer_free(&bytes);
    buffer_free(&plain);
    buffer_free(&copy);
}

/* An orientation as the shortest that goes: its directory ends with the segment, before the next one's
 * offset. */
Test(media_cut, many_orientations_become_one)
{
    buffer_t extra = {0}, bytes = {0}, copy = {0};
    for (size_t i = 0; i < 100; i++)
        media_put_segment(&extra, APP1, TEXT_LITERAL("Exif\0\0II\x2a\0\10\0\0\0\1\0" ORIENTATION_6));
    write_jpeg(&bytes, &extra);
    cr_assert(media_is_cut(&bytes, &copy));
    buffer_clear(&bytes);
    put_exif(&extra, 1, ORIENTATION_6, 0);
    write_jpeg(&bytes, &extra);
    cr_expect_leq(copy.size, bytes.size);
    buffer_free(&bytes);
    buffer_free(&copy);
}

/* As it is written where one goes. */
Test(media_cut, exif_of_an_orientation_alone_stays)
{
    static const char alone[] = "Exif\0\0MM\0\x2a\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0";
    const text_t rights[] = {{alone, sizeof alone - 1}}, wrongs[] = {{alone, sizeof alone}, {alone, 28}};
    buffer_t copy = {0};
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs + 1; i++) {
        buffer_t extra = {0}, bytes = {0};
        media_put_segment(&extra, APP1, i == 0 ? rights[0] : wrongs[i - 1]);
        write_jpeg(&bytes, &extra);
        cr_expect_eq(media_is_cut(&bytes, &copy), i > 0, "%zu", i);
        buffer_free(&bytes);
    }
    buffer_free(&copy);
}

/* Who cannot read it cannot know what it tells. */
Test(media_cut, exif_that_cannot_be_read_goes)
{
    static const text_t broken[] = {TEXT_CONSTANT("Exif\0"),
                                    TEXT_CONSTANT("Exif\0\0"),
                                    TEXT_CONSTANT("Exif\0\0XX\x2a\0\10\0\0\0"),
                                    TEXT_CONSTANT("Exif\0\0II\x2b\0\10\0\0\0\0\0\0\0\0\0"),
                                    TEXT_CONSTANT("Exif\0\0II\x2a\0\xff\xff\xff\xff"),
                                    TEXT_CONSTANT("Exif\0\0MM\0\x2a\0\0\0\10\xff\xff"),
                                    TEXT_CONSTANT("Exif\0\0MM\0\x2a\0\0\0\10\0\0\0\0\xff\xff")};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        buffer_t extra = {0}, bytes = {0}, copy = {0};
        media_put_segment(&extra, APP1, broken[i]);
        write_jpeg(&bytes, &extra);
        cr_expect(media_is_cut(&bytes, &copy), "%zu", i);
        buffer_free(&bytes);
        buffer_free(&copy);
    }
}

/* There are more places for a position than anybody knows: only what decoders read stays. */
Test(media_cut, segments_that_show_nothing_go)
{
    static const struct {
        unsigned char marker;
        text_t segment;
        bool goes;
    } segments[] = {
        {APP0, TEXT_CONSTANT("JFIF\0\1\1\0\0\1\0\1\0\0"), false},
        {APP2, TEXT_CONSTANT("ICC_PROFILE\0\1\1profile"), false},
        {APP14, TEXT_CONSTANT("Adobe\0\x64\0\0\0\0\1"), false},
        {0xdb, TEXT_CONSTANT("table"), false},
        {0xdd, TEXT_CONSTANT("\0\4"), false},
        {APP0, TEXT_CONSTANT("JFXX\0\x10" GPS_IN_IT), true},
        {APP1, TEXT_CONSTANT("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude='31,13.0N'/>"), true},
        {APP1, TEXT_CONSTANT("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta Iptc4xmpExt:City='Shanghai'/>"), true},
        {APP1, TEXT_CONSTANT("http://ns.adobe.com/xmp/extension/\0more"), true},
        {APP2, TEXT_CONSTANT("MPF\0II\x2a\0\10\0\0\0"), true},
        {0xe6, TEXT_CONSTANT("GoPro\0DEVC"), true},
        {0xeb, TEXT_CONSTANT("JP\0\1\0\0\0\1\0\0\0\x10jumb"), true},
        {APP13,
         TEXT_CONSTANT("Photoshop 3.0\0"
                       "8BIM\4\4\0\0\0\0\0\x0d\x1c\2\x5a\0\10Shanghai\0"),
         true},
        {COMMENT, TEXT_CONSTANT("31.2304, 121.4737"), true},
        {0xf0, TEXT_CONSTANT(GPS_IN_IT), true}};
    for (size_t i = 0; i < sizeof segments / sizeof *segments; i++) {
        buffer_t extra = {0}, bytes = {0}, plain = {0}, copy = {0};
        media_put_segment(&extra, segments[i].marker, segments[i].segment);
        write_jpeg(&bytes, &extra);
        write_jpeg(&plain, &extra);
        cr_expect_eq(media_is_cut(&bytes, &copy), segments[i].goes, "%zu", i);
        cr_expect_eq(text_equal(buffer_text(&copy), buffer_text(&plain)), segments[i].goes, "%zu", i);
        buffer_free(&bytes);
        buffer_free(&plain);
        buffer_free(&copy);
    }
}

/* What phones write: further pictures that an index names (MPF), a video (motion photos), blocks of their own
 * (Samsung's begin with zeros and end with "SEFT", vivo's with JSON). */
Test(media_cut, what_phones_put_behind_the_end_goes)
{
    static const text_t behind[] = {
        TEXT_CONSTANT("\xff\xd8\xff\xe1" GPS_IN_IT "\xff\xd9"),
        TEXT_CONSTANT("\0\0\0\0\xff\xd8\xff\xd9"),
        TEXT_CONSTANT("\0\0\0\x18"
                      "ftypmp42\0\0\0\0isommp42" GPS_IN_IT),
        TEXT_CONSTANT("\0\0\1\x0a\x0e\0\0\0Image_UTC_Data1537514281548SEFH\x6a\0\0\0SEFT"),
        TEXT_CONSTANT("vivo{\"" GPS_IN_IT "\":1}cameralbum"),
        TEXT_CONSTANT("\n"),
        TEXT_CONSTANT("\xff\xd9")};
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        buffer_t extra = {0}, bytes = {0}, copy = {0}, plain = {0};
        media_put_segment(&extra, APP2, TEXT_LITERAL("MPF\0II\x2a\0\10\0\0\0"));
        write_jpeg(&bytes, &extra);
        buffer_append_text(&bytes, behind[i]);
        cr_assert(media_is_cut(&bytes, &copy), "%zu", i);
        write_jpeg(&plain, &extra);
        cr_expect(text_equal(buffer_text(&copy), buffer_text(&plain)), "%zu", i);
        buffer_free(&bytes);
        buffer_free(&copy);
        buffer_free(&plain);
    }
}

/* What goes brings a page to where it would be taken for one. */
Test(media_cut, a_page_that_would_move_to_the_beginning_is_refused)
{
    media_kind_t kind;
    buffer_t extra = {0}, bytes = {0}, exif = {0};
    buffer_append_literal(&exif, "Exif\0\0broken");
    memset(buffer_reserve(&exif, 2000), 'x', 2000);
    exif.size += 2000;
    media_put_segment(&extra, APP1, buffer_text(&exif));
    media_put_segment(&extra, APP2, TEXT_LITERAL("ICC_PROFILE\0<html>"));
    write_jpeg(&bytes, &extra);
    cr_expect_eq(media_kind_of(buffer_text(&bytes), &kind), STATUS_INVALID);
    buffer_free(&bytes);
    buffer_free(&exif);
}

/* Segments between scans are looked at as well; longer than one window. */
Test(media_cut, position_between_scans_goes)
{
    buffer_t bytes = {0}, copy = {0}, long_comment = {0};
    memset(buffer_reserve(&long_comment, 60000), 'x', 60000);
    long_comment.size = 60000;
    media_write_jpeg(&bytes, 4, 3);
    bytes.size -= 2; /* EOI */
    media_put_segment(&bytes, 0xfe, buffer_text(&long_comment));
    put_exif(&bytes, 2, GPS ORIENTATION_6, 0);
    media_put_segment(&bytes, 0xfe, buffer_text(&long_comment));
    media_put_scan(&bytes);
    buffer_append_literal(&bytes, "\xff\xd9");
    cr_assert(media_is_cut(&bytes, &copy));
    cr_expect(!media_has(&copy, TEXT_LITERAL(GPS_IN_IT)));
    buffer_free(&bytes);
    buffer_free(&copy);
    buffer_free(&long_comment);
}

/* ---- videos ---- */

/* A film whose moov has this box before its track. */
static void write_film(buffer_t *out, const char *type, text_t content)
{
    buffer_t film = {0}, box = {0};
    media_write_mp4(&film);
    char *movie = memmem(film.data, film.size, "moov", 4);
    const size_t head = (size_t)(movie + 4 - film.data);
    media_put_box(&box, type, content);
    movie[-1] = (char)(movie[-1] + (char)box.size);
    buffer_append(out, film.data, head);
    buffer_append_text(out, buffer_text(&box));
    buffer_append(out, film.data + head, film.size - head);
    buffer_free(&film);
    buffer_free(&box);
}

/* Its place stays, for what stands behind it is found by offsets. */
Test(media_cut, position_of_a_video_becomes_nothing)
{
    static const struct {
        const char *type;
        text_t content;
        bool goes;
    } boxes[] = {{"udta", TEXT_CONSTANT("\0\0\0\x1e\xa9xyz\0\x12\x15\xc7+31.2304+121.4737/"), true},
                 {"udta", TEXT_CONSTANT("\0\0\0\x0cloci\0\0\0\0"), true},
                 {"meta", TEXT_CONSTANT("com.apple.quicktime.location.ISO6709"), true},
                 {"uuid", TEXT_CONSTANT("<exif:GPSLatitude>31</exif:GPSLatitude>"), true},
                 {"udta", TEXT_CONSTANT("\0\0\0\x0d\xa9too\0\1\0\0x"), false},
                 {"free", TEXT_CONSTANT("loci"), false}};
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        buffer_t bytes = {0}, copy = {0}, free_content = {0}, expected = {0};
        write_film(&bytes, boxes[i].type, boxes[i].content);
        cr_expect_eq(media_is_cut(&bytes, &copy), boxes[i].goes, "%zu", i);
        memset(buffer_reserve(&free_content, boxes[i].content.size), 0, boxes[i].content.size);
        free_content.size = boxes[i].content.size;
        write_film(&expected, "free", buffer_text(&free_content));
        cr_expect_eq(text_equal(buffer_text(&copy), buffer_text(&expected)), boxes[i].goes, "%zu", i);
        buffer_free(&bytes);
        buffer_free(&copy);
        buffer_free(&free_content);
        buffer_free(&expected);
    }
}

/* How often this process has asked the system to write (proc(5), io). */
static long writes_asked_for(void)
{
    FILE *io = fopen("/proc/self/io", "r");
    cr_assert(io);
    char line[64];
    long count = -1;
    while (count < 0 && fgets(line, sizeof line, io))
        if (sscanf(line, "syscw: %ld", &count) != 1)
            count = -1;
    fclose(io);
    cr_assert_geq(count, 0);
    return count;
}

/* Each is blanked by pieces of four bytes; a write of the system for each would take more than a second. */
Test(media_cut, a_million_boxes_take_few_writes, .timeout = 120)
{
    enum { BOXES = 1000000 };
    buffer_t bytes = {0}, copy = {0}, expected = {0};
    media_write_mp4(&bytes);
    buffer_append_text(&expected, buffer_text(&bytes));
    for (size_t i = 0; i < BOXES; i++) {
        media_put_box(&bytes, "udta", TEXT_LITERAL("gps"));
        media_put_box(&expected, "free", TEXT_LITERAL("\0\0\0"));
    }
    const long before = writes_asked_for();
    cr_assert_eq(media_cut_of(&bytes, &copy), STATUS_DONE);
    cr_expect_lt(writes_asked_for() - before, BOXES / 100);
    cr_expect(text_equal(buffer_text(&copy), buffer_text(&expected)));
    buffer_free(&bytes);
    buffer_free(&copy);
    buffer_free(&expected);
}

/* ---- faults ---- */

Test(media_cut, a_copy_that_cannot_be_made_is_told)
{
    int64_t written;
    buffer_t bytes = {0}, out = {0};
    media_write_jpeg(&bytes, 4, 3);
    int from = media_file_of(buffer_text(&bytes)), full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    cr_expect_eq(media_cut(from, (int64_t)bytes.size, full, &written), STATUS_UNAVAILABLE);
    cr_expect_eq(media_cut(from, (int64_t)bytes.size + 1, from, &written), STATUS_UNAVAILABLE);
    close(full);
    close(from);
    bytes.size -= 2;
    cr_expect_eq(media_cut_of(&bytes, &out), STATUS_INVALID);
    buffer_free(&bytes);
    buffer_free(&out);
}
