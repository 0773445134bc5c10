/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/media_samples.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- pieces ---- */

void media_put_big(buffer_t *out, uint64_t value, size_t bytes)
{
    while (bytes-- > 0)
        buffer_append_char(out, (char)(value >> 8 * bytes));
}

void media_put_little(buffer_t *out, uint64_t value, size_t bytes)
{
    for (; bytes-- > 0; value >>= 8)
        buffer_append_char(out, (char)value);
}

void media_put_segment(buffer_t *out, unsigned char marker, text_t parameters)
{
    media_put_big(out, 0xff00U | marker, 2);
    media_put_big(out, parameters.size + 2, 2);
    buffer_append_text(out, parameters);
}

void media_put_frame(buffer_t *out, unsigned char marker, uint32_t width, uint32_t height)
{
    buffer_t frame = {0};
    media_put_big(&frame, 8, 1);
    media_put_big(&frame, height, 2);
    media_put_big(&frame, width, 2);
    buffer_append_literal(&frame, "\3\1\x11\0\2\x11\1\3\x11\1");
    media_put_segment(out, marker, buffer_text(&frame));
    buffer_free(&frame);
}

/* With all that is no end of it: a stuffed byte, a restart, a fill byte. */
void media_put_scan(buffer_t *out)
{
    media_put_segment(out, 0xda, TEXT_LITERAL("\3\1\0\2\x11\3\x11\0\x3f\0"));
    buffer_append_literal(out, "\x12\xff\0\x34\xff\xd0\x56\xff\xff\xd1\x78");
}

/* ISO/IEC 15948 annex D, bit by bit. */
static uint32_t checksum(const char *bytes, size_t size)
{
    uint32_t rest = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        rest ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            rest = rest >> 1 ^ (rest & 1 ? UINT32_C(0xedb88320) : 0);
    }
    return ~rest;
}

void media_put_chunk(buffer_t *out, const char *type, text_t data)
{
    media_put_big(out, data.size, 4);
    const size_t begin = out->size;
    buffer_append(out, type, 4);
    buffer_append_text(out, data);
    media_put_big(out, checksum(out->data + begin, out->size - begin), 4);
}

void media_put_riff(buffer_t *out, const char *type, text_t data)
{
    buffer_append(out, type, 4);
    media_put_little(out, data.size, 4);
    buffer_append_text(out, data);
    if (data.size % 2)
        buffer_append_char(out, 0);
}

void media_put_box(buffer_t *out, const char *type, text_t content)
{
    media_put_big(out, content.size + 8, 4);
    buffer_append(out, type, 4);
    buffer_append_text(out, content);
}

/* ---- pictures ---- */

static void put_pixels(buffer_t *out, unsigned char marker, uint32_t width, uint32_t height)
{
    media_put_frame(out, marker, width, height);
    media_put_segment(out, 0xc4, TEXT_LITERAL("\0\1\2\3"));
    media_put_scan(out);
}

void media_write_jpeg(buffer_t *out, uint32_t width, uint32_t height)
{
    buffer_append_literal(out, "\xff\xd8");
    media_put_segment(out, 0xe0, TEXT_LITERAL("JFIF\0\1\1\0\0\1\0\1\0\0"));
    put_pixels(out, 0xc0, width, height);
    buffer_append_literal(out, "\xff\xd9");
}

static void write_small_jpeg(buffer_t *out)
{
    media_write_jpeg(out, 4, 3);
}

/* Several scans, tables between them, fill bytes before a marker. */
static void write_progressive(buffer_t *out)
{
    buffer_append_literal(out, "\xff\xd8");
    put_pixels(out, 0xc2, 4, 3);
    media_put_segment(out, 0xc4, TEXT_LITERAL("\0\1\2\3"));
    buffer_append_literal(out, "\xff\xff");
    media_put_scan(out);
    media_put_scan(out);
    buffer_append_literal(out, "\xff\xff\xd9");
}

void media_write_png(buffer_t *out, uint32_t width, uint32_t height)
{
    buffer_t header = {0};
    media_put_big(&header, width, 4);
    media_put_big(&header, height, 4);
    buffer_append_literal(&header, "\10\2\0\0\0");
    buffer_append_literal(out, "\x89PNG\r\n\x1a\n");
    media_put_chunk(out, "IHDR", buffer_text(&header));
    media_put_chunk(out, "gAMA", TEXT_LITERAL("\0\0\xb1\x8f"));
    media_put_chunk(out, "IDAT", TEXT_LITERAL("pixels"));
    media_put_chunk(out, "IDAT", TEXT_NONE);
    media_put_chunk(out, "IEND", TEXT_NONE);
    buffer_free(&header);
}

static void write_small_png(buffer_t *out)
{
    media_write_png(out, 4, 3);
}

static void put_gif_image(buffer_t *out, uint32_t width, uint32_t height)
{
    buffer_append_literal(out, "!\xf9\4\0\x0a\0\0\0"); /* it is shown for a tenth of a second */
    buffer_append_literal(out, ",\0\0\0\0");
    media_put_little(out, width, 2);
    media_put_little(out, height, 2);
    buffer_append_literal(out, "\200abcdef"); /* a table of two colours */
    buffer_append_literal(out, "\2\3xyz\1x\0");
}

static void put_gif_screen(buffer_t *out, uint32_t width, uint32_t height)
{
    buffer_append_literal(out, "GIF89a");
    media_put_little(out, width, 2);
    media_put_little(out, height, 2);
    buffer_append_literal(out, "\201\0\0abcdefghijkl"); /* a table of four colours */
}

void media_write_gif(buffer_t *out, uint32_t width, uint32_t height)
{
    put_gif_screen(out, width, height);
    put_gif_image(out, width, height);
    buffer_append_literal(out, ";");
}

static void write_small_gif(buffer_t *out)
{
    media_write_gif(out, 4, 3);
}

static void write_animated_gif(buffer_t *out)
{
    put_gif_screen(out, 4, 3);
    buffer_append_literal(out, "!\xff\13NETSCAPE2.0\3\1\0\0\0");
    for (int i = 0; i < 3; i++)
        put_gif_image(out, 4, 3);
    buffer_append_literal(out, ";");
}

/* ---- webp ---- */

#define LOSSY_4_3 TEXT_LITERAL("\x10\0\0\x9d\1\x2a\4\0\3\0data")
#define LOSSLESS_4_3 TEXT_LITERAL("\x2f\3\x80\0\0data")
#define CANVAS_4_3(flags) TEXT_LITERAL(flags "\0\0\0\3\0\0\2\0\0")

static void write_riff(buffer_t *out, const buffer_t *chunks)
{
    buffer_append_literal(out, "RIFF");
    media_put_little(out, chunks->size + 4, 4);
    buffer_append_literal(out, "WEBP");
    buffer_append_text(out, buffer_text(chunks));
}

static void write_lossy(buffer_t *out)
{
    buffer_t chunks = {0};
    media_put_riff(&chunks, "VP8 ", LOSSY_4_3);
    write_riff(out, &chunks);
    buffer_free(&chunks);
}

static void write_lossless(buffer_t *out)
{
    buffer_t chunks = {0};
    media_put_riff(&chunks, "VP8L", LOSSLESS_4_3);
    write_riff(out, &chunks);
    buffer_free(&chunks);
}

static void write_extended(buffer_t *out)
{
    buffer_t chunks = {0};
    media_put_riff(&chunks, "VP8X", CANVAS_4_3("\x30"));
    media_put_riff(&chunks, "ICCP", TEXT_LITERAL("x"));
    media_put_riff(&chunks, "ALPH", TEXT_LITERAL("abc"));
    media_put_riff(&chunks, "VP8 ", LOSSY_4_3);
    write_riff(out, &chunks);
    buffer_free(&chunks);
}

static void write_animated_webp(buffer_t *out)
{
    buffer_t chunks = {0}, frame = {0};
    media_put_riff(&chunks, "VP8X", CANVAS_4_3("\2"));
    media_put_riff(&chunks, "ANIM", TEXT_LITERAL("\0\0\0\0\0\0"));
    buffer_append_literal(&frame, "\0\0\0\0\0\0\3\0\0\2\0\0\x64\0\0\0");
    media_put_riff(&frame, "VP8L", LOSSLESS_4_3);
    media_put_riff(&chunks, "ANMF", buffer_text(&frame));
    media_put_riff(&chunks, "ANMF", buffer_text(&frame));
    write_riff(out, &chunks);
    buffer_free(&frame);
    buffer_free(&chunks);
}

/* ---- others ---- */

/* moov with the path to a handler of that type. */
static void put_movie(buffer_t *out, const char *handler)
{
    buffer_t hdlr = {0}, mdia = {0}, trak = {0}, moov = {0};
    buffer_append_literal(&hdlr, "\0\0\0\0\0\0\0\0");
    buffer_append(&hdlr, handler, 4);
    buffer_append_literal(&hdlr, "\0\0\0\0\0\0\0\0\0\0\0\0\0");
    media_put_box(&mdia, "mdhd", TEXT_LITERAL("times"));
    media_put_box(&mdia, "hdlr", buffer_text(&hdlr));
    media_put_box(&trak, "tkhd", TEXT_LITERAL("track"));
    media_put_box(&trak, "mdia", buffer_text(&mdia));
    media_put_box(&moov, "mvhd", TEXT_LITERAL("movie"));
    media_put_box(&moov, "trak", buffer_text(&trak));
    media_put_box(out, "moov", buffer_text(&moov));
    buffer_free(&hdlr);
    buffer_free(&mdia);
    buffer_free(&trak);
    buffer_free(&moov);
}

void media_write_mp4(buffer_t *out)
{
    media_put_box(out, "ftyp", TEXT_LITERAL("mp42\0\0\0\0isommp42"));
    put_movie(out, "vide");
    media_put_box(out, "mdat", TEXT_LITERAL("frames"));
}

/* A size of 64 bits, the movie at the end, and a major brand of cameras'. */
static void write_large_mp4(buffer_t *out)
{
    media_put_box(out, "ftyp", TEXT_LITERAL("XAVC\0\0\0\0iso2"));
    media_put_big(out, 1, 4);
    buffer_append_literal(out, "mdat");
    media_put_big(out, 20, 8);
    buffer_append_literal(out, "data");
    media_put_box(out, "free", TEXT_NONE);
    put_movie(out, "vide");
}

void media_write_pdf(buffer_t *out)
{
    buffer_append_literal(out, "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
    const size_t index = out->size;
    buffer_append_literal(out, "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 >>\n");
    buffer_append_format(out, "startxref\n%zu\n%%%%EOF", index);
}

const media_sample_t media_samples[] = {
    {"jpeg", write_small_jpeg, "image/jpeg", "jpg", 4, 3},
    {"progressive", write_progressive, "image/jpeg", "jpg", 4, 3},
    {"png", write_small_png, "image/png", "png", 4, 3},
    {"gif", write_small_gif, "image/gif", "gif", 4, 3},
    {"animated-gif", write_animated_gif, "image/gif", "gif", 4, 3},
    {"lossy", write_lossy, "image/webp", "webp", 4, 3},
    {"lossless", write_lossless, "image/webp", "webp", 4, 3},
    {"extended", write_extended, "image/webp", "webp", 4, 3},
    {"animated-webp", write_animated_webp, "image/webp", "webp", 4, 3},
    {"mp4", media_write_mp4, "video/mp4", "mp4", 0, 0},
    {"large-mp4", write_large_mp4, "video/mp4", "mp4", 0, 0},
    {"pdf", media_write_pdf, "application/pdf", "pdf", 0, 0},
};
const size_t media_sample_count = sizeof media_samples / sizeof *media_samples;

/* ---- files ---- */

int media_file_of(text_t bytes)
{
    int file = memfd_create("media", MFD_CLOEXEC);
    if (file < 0 || write(file, bytes.data, bytes.size) != (ssize_t)bytes.size)
        abort();
    return file;
}

status_t media_kind_of(text_t bytes, media_kind_t *kind)
{
    int file = media_file_of(bytes);
    status_t status = media_kind_read(kind, file, (int64_t)bytes.size);
    close(file);
    return status;
}
