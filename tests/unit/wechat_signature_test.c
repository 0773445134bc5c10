/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/signature.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(wechat_signature, .fini = leak_check);

#define SIGNATURE "92a06df7645f425f874a20d55c58f9e41f2bfa90"

static const text_t parts[] = {TEXT_CONSTANT("LeidaSimToken"), TEXT_CONSTANT("1795000000"),
                               TEXT_CONSTANT("1320562132")};

static void is_sha1(const text_t *of, size_t count, const char *expected)
{
    char hex[CALLBACK_SIGNATURE_SIZE];
    callback_sign(hex, of, count);
    cr_expect(text_equal((text_t){hex, sizeof hex}, text_of(expected)), "%.40s", hex);
}

Test(wechat_signature, does_not_depend_on_the_order_of_the_parts)
{
    for (size_t first = 0; first < 3; first++)
        for (size_t step = 1; step <= 2; step++) {
            const text_t turned[] = {parts[first], parts[(first + step) % 3], parts[(first + 2 * step) % 3]};
            is_sha1(turned, 3, SIGNATURE);
        }
}

/* sha1("") and sha1("abcd"): a part that begins another, one that is empty, and bytes above 127 sort as bytes
 * do. */
Test(wechat_signature, sorts_parts_as_bytes)
{
    is_sha1(&(text_t){NULL, 0}, 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    is_sha1((const text_t[]){TEXT_CONSTANT("d"), TEXT_CONSTANT("abc"), TEXT_CONSTANT("")}, 3,
            "81fe8bfe87576c3ecb22426f8e57847382917acf");
    char joined[CALLBACK_SIGNATURE_SIZE];
    callback_sign(joined, &TEXT_LITERAL("aabz\xc3"), 1);
    char sorted[CALLBACK_SIGNATURE_SIZE];
    callback_sign(
        sorted,
        (const text_t[]){TEXT_CONSTANT("\xc3"), TEXT_CONSTANT("z"), TEXT_CONSTANT("ab"), TEXT_CONSTANT("a")},
        4);
    cr_expect(memcmp(joined, sorted, sizeof joined) == 0);
}

Test(wechat_signature, takes_40_lower_case_digits_and_nothing_else)
{
    cr_expect(callback_is_signed(TEXT_LITERAL(SIGNATURE), parts, 3));
    static const text_t wrong[] = {TEXT_CONSTANT(""),
                                   TEXT_CONSTANT("92a06df7645f425f874a20d55c58f9e41f2bfa9"),
                                   TEXT_CONSTANT(SIGNATURE "0"),
                                   TEXT_CONSTANT(SIGNATURE "\0"),
                                   TEXT_CONSTANT(" " SIGNATURE),
                                   TEXT_CONSTANT("92A06DF7645F425F874A20D55C58F9E41F2BFA90"),
                                   TEXT_CONSTANT("92a06df7645f425f874a20d55c58f9e41f2bfa9g")};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect(!callback_is_signed(wrong[i], parts, 3), "%zu", i);
}

Test(wechat_signature, sees_each_bit)
{
    char given[] = SIGNATURE;
    for (size_t bit = 0; bit < 8 * CALLBACK_SIGNATURE_SIZE; bit++) {
        given[bit / 8] ^= (char)(1 << bit % 8);
        cr_expect(!callback_is_signed((text_t){given, CALLBACK_SIGNATURE_SIZE}, parts, 3), "bit %zu", bit);
        given[bit / 8] ^= (char)(1 << bit % 8);
    }
}
