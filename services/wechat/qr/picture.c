/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/qr/picture.h"

#include <png.h>
#include <qrencode.h>
#include <stdlib.h>

enum { SCALE = 8, QUIET = 4, BLACK = 0, WHITE = 255 };

/* One byte a pixel. */
static void draw(unsigned char *pixels, size_t width, const QRcode *code)
{
    const size_t modules = (size_t)code->width;
    memset(pixels, WHITE, width * width);
    for (size_t y = 0; y < modules * SCALE; y++) {
        unsigned char *row = pixels + (y + QUIET * SCALE) * width + QUIET * SCALE;
        const unsigned char *line = code->data + y / SCALE * modules;
        for (size_t x = 0; x < modules * SCALE; x++)
            row[x] = line[x / SCALE] & 1 ? BLACK : WHITE;
    }
}

static bool write_png(buffer_t *png, const unsigned char *pixels, size_t width)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)width,
                       .height = (png_uint_32)width,
                       .format = PNG_FORMAT_GRAY};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    bool good = png_image_write_to_memory(&image, buffer_reserve(png, size), &size, 0, pixels, 0, NULL) != 0;
    if (good)
        png->size += size;
    png_image_free(&image);
    return good;
}

bool qr_picture_draw(buffer_t *png, text_t text)
{
    if (text.size == 0 || text.size > QR_TEXT_MAX || memchr(text.data, '\0', text.size))
        return false;
    char *string = memory_copy_text(text);
    QRcode *code = QRcode_encodeString8bit(string, 0, QR_ECLEVEL_M);
    free(string);
    if (!code)
        return false;
    const size_t width = ((size_t)code->width + 2 * QUIET) * SCALE;
    unsigned char *pixels = memory_new(width * width);
    draw(pixels, width, code);
    bool good = write_png(png, pixels, width);
    free(pixels);
    QRcode_free(code);
    return good;
}
