/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(base64, .fini = leak_check);

static void is_written(text_t bytes, const char *expected)
{
    buffer_t out = {0};
    base64_write(&out, bytes);
    cr_assert(text_equal(buffer_text(&out), text_of(expected)), "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

/* The vectors of RFC 4648 10, and bytes with the high bit set. */
Test(base64, has_the_vectors_of_its_rfc)
{
    is_written(TEXT_LITERAL(""), "");
    is_written(TEXT_LITERAL("f"), "Zg==");
    is_written(TEXT_LITERAL("fo"), "Zm8=");
    is_written(TEXT_LITERAL("foo"), "Zm9v");
    is_written(TEXT_LITERAL("foob"), "Zm9vYg==");
    is_written(TEXT_LITERAL("fooba"), "Zm9vYmE=");
    is_written(TEXT_LITERAL("foobar"), "Zm9vYmFy");
    is_written(TEXT_LITERAL("\xff\xfe\xfb\xff"), "//77/w==");
}

Test(base64, knows_its_digits)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    cr_assert(base64_has_only_digits(text_of(digits)));
    cr_assert(base64_has_only_digits(TEXT_LITERAL("")));
    for (int byte = 0; byte < 256; byte++) {
        char bytes[] = {'A', (char)byte, 'z'};
        cr_assert_eq(base64_has_only_digits((text_t){bytes, sizeof bytes}), byte != 0 && strchr(digits, byte),
                     "byte %d", byte);
    }
}

static bool reads(text_t text, text_t *bytes)
{
    static char room[64];
    size_t size;
    cr_assert(BASE64_BYTES_MAX(text.size) <= sizeof room);
    if (!base64_read(room, &size, text))
        return false;
    *bytes = (text_t){room, size};
    return true;
}

/* Of each length, with every bit set and none. */
Test(base64, reads_what_it_writes)
{
    char bytes[40];
    for (size_t size = 0; size <= sizeof bytes; size++)
        for (int fill = 0; fill < 256; fill++) {
            buffer_t out = {0};
            text_t again;
            memset(bytes, fill, sizeof bytes);
            base64_write(&out, (text_t){bytes, size});
            cr_assert(reads(buffer_text(&out), &again) && text_equal(again, (text_t){bytes, size}), "%zu %d",
                      size, fill);
            buffer_free(&out);
        }
}

Test(base64, reads_nothing_else)
{
    static const char *const wrong[] = {
        "Z",    "Zg",       "Zg=",   "Zg===",  "Z===",     "====",      "=",     "Zm=v",
        "Zg=v", "Zh==",     "Zm9=",  "Zm9v ",  " Zm9v",    "Zm9v\n",    "Zm 9v", "Zm-v",
        "Zm_v", "Zg==Zg==", "Zm9v=", "Zm9v==", "Zm9v====", "\xc3\xa9Zm"};
    text_t bytes;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect(!reads(text_of(wrong[i]), &bytes), "%s", wrong[i]);
    cr_expect(!reads(TEXT_LITERAL("Zm\0v"), &bytes));
}
