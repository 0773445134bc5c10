/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "services/wechat/qr/picture.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_qr, .fini = leak_check);

/* Four bytes of a PNG, big-endian. */
static unsigned number_at(const buffer_t *png, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)png->data + at;
    return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

Test(wechat_qr, is_a_square_png_of_whole_modules)
{
    enum { WIDTH_AT = 16, HEIGHT_AT = 20, MODULE = 8, QUIET = 4 };
    buffer_t png = {0};
    cr_assert(qr_picture_draw(&png, TEXT_LITERAL("http://weixin.qq.com/q/02LeidaSim")));
    cr_assert(png.size > HEIGHT_AT + 4);
    cr_expect_arr_eq(png.data, "\x89PNG\r\n\x1a\n", 8);
    cr_expect_eq(number_at(&png, WIDTH_AT), number_at(&png, HEIGHT_AT));
    /* A code has 17 + 4 modules for each version. */
    const unsigned modules = number_at(&png, WIDTH_AT) / MODULE - 2 * QUIET;
    cr_expect_eq(number_at(&png, WIDTH_AT) % MODULE, 0);
    cr_expect_eq((modules - 17) % 4, 0);
    buffer_free(&png);
}

Test(wechat_qr, takes_a_text_of_up_to_its_limit)
{
    buffer_t png = {0}, text = {0};
    while (text.size < QR_TEXT_MAX)
        buffer_append_char(&text, 'x');
    cr_expect(qr_picture_draw(&png, buffer_text(&text)));
    buffer_append_char(&text, 'x');
    buffer_clear(&png);
    cr_expect_not(qr_picture_draw(&png, buffer_text(&text)));
    cr_expect_not(qr_picture_draw(&png, TEXT_NONE));
    cr_expect_not(qr_picture_draw(&png, TEXT_LITERAL("a\0b")));
    cr_expect_eq(png.size, 0);
    buffer_free(&text);
    buffer_free(&png);
}
