/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "base/hash.h"
#include "common/media/name.h"
#include "tests/support/leak_check.h"

TestSuite(media_name, .fini = leak_check, .timeout = 20);

#define DIGITS "0123456789abcdef0123456789abcdef01234567"

/* By openssl: printf %s "$(printf hello | sha256sum | cut -c1-64)" | openssl dgst -sha256 -hmac secret */
Test(media_name, follows_from_bytes_and_secret)
{
    char digest[HASH_SHA256_SIZE], name[MEDIA_NAME_SIZE];
    hash_sha256_t hash;
    hash_sha256_begin(&hash);
    hash_sha256_add(&hash, TEXT_LITERAL("hel"));
    hash_sha256_add(&hash, TEXT_LITERAL("lo"));
    hash_sha256_end(&hash, digest);
    media_name_make(name, TEXT_LITERAL("secret"), digest, "webp");
    cr_expect_str_eq(name, "84cac4b728663976e90ad1d53b61c6db8e1901ee.webp");
    cr_expect(media_name_read(text_of(name)));
}

Test(media_name, says_what_a_file_is)
{
    const media_suffix_t *suffix = media_name_read(TEXT_LITERAL(DIGITS ".pdf"));
    cr_assert(suffix);
    cr_expect_str_eq(suffix->type, "application/pdf");
    cr_expect(suffix->is_attachment);
    cr_expect(!media_name_read(TEXT_LITERAL(DIGITS ".mp4"))->is_attachment);
}

Test(media_name, takes_nothing_else)
{
    static const text_t none[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("spool"),
        TEXT_CONSTANT(DIGITS),
        TEXT_CONSTANT(DIGITS "."),
        TEXT_CONSTANT(DIGITS ".svg"),
        TEXT_CONSTANT(DIGITS ".jpeg"),
        TEXT_CONSTANT(DIGITS ".jpg/"),
        TEXT_CONSTANT(DIGITS ".jpg\0"),
        TEXT_CONSTANT(DIGITS "0.jpg"),
        TEXT_CONSTANT("0123456789ABCDEF0123456789abcdef01234567.jpg"),
        TEXT_CONSTANT("../3456789abcdef0123456789abcdef01234567.jpg"),
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_expect(!media_name_read(none[i]), "%zu", i);
}
