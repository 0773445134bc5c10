/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/signature.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(signature, .fini = leak_check);

static const signed_request_t plain = {.method = TEXT_CONSTANT("GET"),
                                       .path = TEXT_CONSTANT("/p"),
                                       .user_id = TEXT_CONSTANT("1"),
                                       .timestamp = TEXT_CONSTANT("2"),
                                       .nonce = TEXT_CONSTANT("nnnnnnnnnnnnnnnn"),
                                       .body_sha256 = TEXT_CONSTANT("b")};

/* That the query is spelt so in what is signed; NULL: that it cannot be signed. */
static void assert_spelt(const char *query, const char *spelt)
{
    signed_request_t request = plain;
    request.query = text_of(query);
    buffer_t canonical = {0}, expected = {0};
    buffer_append_literal(&canonical, "before ");
    cr_assert_eq(signature_canonical(&canonical, &request), spelt != NULL, "%s", query);
    buffer_append_literal(&expected, "before ");
    if (spelt)
        buffer_append_format(&expected, "Leida-HMAC-SHA256\nGET\n/p\n%s\n1\n2\nnnnnnnnnnnnnnnnn\nb", spelt);
    cr_assert(text_equal(buffer_text(&canonical), buffer_text(&expected)), "%s: %.*s", query,
              TEXT_ARG(buffer_text(&canonical)));
    buffer_free(&canonical);
    buffer_free(&expected);
}

Test(signature, query_has_one_spelling)
{
    static const struct {
        const char *query, *spelt;
    } cases[] = {
        {"", ""},
        {"&", ""},
        {"=", "="},
        {"a", "a="},
        {"a=b=c", "a=b%3Dc"},
        {"b=1&a=2", "a=2&b=1"},
        {"a=2&a=10", "a=10&a=2"},
        {"a=1&a-b=1&a0=1", "a-b=1&a0=1&a=1"},
        {"a=%7E%2d%5f%2E", "a=~-_."},
        {"a=+%20%2B", "a=%20%20%2B"},
        {"%61=%e4%BD%a0", "a=%E4%BD%A0"},
        {"a=\xe4\xbd\xa0", "a=%E4%BD%A0"},
        {"a=%00/*'", "a=%00%2F%2A%27"},
        {"a=1&&b=2&", "a=1&b=2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_spelt(cases[i].query, cases[i].spelt);
}

Test(signature, query_with_a_bad_escape_cannot_be_signed)
{
    static const char *const queries[] = {"a=%", "a=%4", "a=%4g", "%zz", "a=1&b=%-1", "a=% 1"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++)
        assert_spelt(queries[i], NULL);
}

Test(signature, query_of_too_many_parameters_cannot_be_signed)
{
    char query[2 * SIGNATURE_PARAMETERS_MAX + 3] = "";
    char spelt[3 * SIGNATURE_PARAMETERS_MAX] = "";
    for (size_t i = 0; i < SIGNATURE_PARAMETERS_MAX; i++) {
        memcpy(query + 2 * i, "a&", 2);
        memcpy(spelt + 3 * i, "a=&", 3);
    }
    spelt[sizeof spelt - 1] = '\0'; /* the last '&' */
    assert_spelt(query, spelt);
    memcpy(query + 2 * SIGNATURE_PARAMETERS_MAX, "a", 1);
    assert_spelt(query, NULL);
}

Test(signature, differs_with_each_part)
{
    signed_request_t others[7];
    for (size_t i = 0; i < 7; i++)
        others[i] = plain;
    others[0].method = TEXT_LITERAL("POST");
    others[1].path = TEXT_LITERAL("/q");
    others[2].query = TEXT_LITERAL("a=1");
    others[3].user_id = TEXT_LITERAL("2");
    others[4].timestamp = TEXT_LITERAL("3");
    others[5].nonce = TEXT_LITERAL("mmmmmmmmmmmmmmmm");
    others[6].body_sha256 = TEXT_LITERAL("c");
    char one[HASH_SHA256_SIZE], other[HASH_SHA256_SIZE];
    cr_assert(signature_make(one, &plain, TEXT_LITERAL("token")));
    for (size_t i = 0; i < 7; i++) {
        cr_assert(signature_make(other, &others[i], TEXT_LITERAL("token")));
        cr_assert(memcmp(one, other, sizeof one) != 0, "part %zu", i);
    }
    cr_assert(signature_make(other, &plain, TEXT_LITERAL("Token")));
    cr_assert(memcmp(one, other, sizeof one) != 0, "token");
}

Test(signature, keyed_hash_is_that_of_rfc_4231)
{
    static const struct {
        text_t key, bytes;
        const char *hex;
    } cases[] = {
        {TEXT_CONSTANT("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"),
         TEXT_CONSTANT("Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {TEXT_CONSTANT("Jefe"), TEXT_CONSTANT("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    };
    char hex[HASH_SHA256_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hash_hmac_sha256(hex, cases[i].key, cases[i].bytes);
        cr_assert(memcmp(hex, cases[i].hex, sizeof hex) == 0, "case %zu", i);
    }
    char key[131];
    memset(key, 0xaa, sizeof key);
    hash_hmac_sha256(hex, (text_t){key, sizeof key},
                     TEXT_LITERAL("Test Using Larger Than Block-Size Key - Hash Key First"));
    cr_assert(memcmp(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", sizeof hex) ==
              0);
}

Test(signature, nonce_is_long_enough_and_plain)
{
    static const char longest[] = "0123456789abcdef0123456789ABCDEF0123456789-_ghij0123456789abcdef";
    cr_assert(signature_is_nonce((text_t){longest, SIGNATURE_NONCE_MAX}));
    cr_assert(signature_is_nonce((text_t){longest, SIGNATURE_NONCE_MIN}));
    cr_assert_not(signature_is_nonce((text_t){longest, SIGNATURE_NONCE_MIN - 1}));
    cr_assert_not(signature_is_nonce(
        TEXT_LITERAL("0123456789abcdef0123456789ABCDEF0123456789-_ghij0123456789abcdef0")));
    cr_assert_not(signature_is_nonce(TEXT_LITERAL("0123456789abcde ")));
    cr_assert_not(signature_is_nonce(TEXT_LITERAL("0123456789abcde\n")));
    cr_assert_not(signature_is_nonce(TEXT_LITERAL("0123456789abcde\0")));
    cr_assert_not(signature_is_nonce(TEXT_NONE));
}
