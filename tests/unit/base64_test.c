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
