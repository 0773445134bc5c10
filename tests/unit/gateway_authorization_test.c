/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/authorization.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NONCE "0123456789abcdef"

TestSuite(gateway_authorization, .fini = leak_check);

static claim_t claim;

static authorization_t read(const char *value)
{
    claim = (claim_t){0};
    return authorization_read(text_of(value), &claim);
}

Test(gateway_authorization, parameters_are_read_in_any_order_and_spelling)
{
    static const char *const values[] = {
        "Leida-HMAC-SHA256 user_id=7, timestamp=12, nonce=" NONCE ", body_sha256=" DIGEST
        ", signature=" DIGEST,
        "Leida-HMAC-SHA256 signature=" DIGEST ",nonce=" NONCE ",timestamp=12,body_sha256=" DIGEST
        ",user_id=7",
        "leida-hmac-sha256   USER_ID = 7 ,\ttimestamp=\"12\",,Nonce = \"" NONCE "\" , body_sha256=\"" DIGEST
        "\", signature=" DIGEST " ,"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        cr_expect_eq(read(values[i]), AUTHORIZATION_READ, "%s", values[i]);
        cr_expect(claim.scheme == CLAIM_HMAC && text_equal(claim.user_id, TEXT_LITERAL("7")) &&
                      text_equal(claim.timestamp, TEXT_LITERAL("12")) &&
                      text_equal(claim.nonce, TEXT_LITERAL(NONCE)) &&
                      text_equal(claim.body_sha256, TEXT_LITERAL(DIGEST)) &&
                      text_equal(claim.signature, TEXT_LITERAL(DIGEST)),
                  "%s", values[i]);
    }
}

Test(gateway_authorization, other_schemes_are_none)
{
    static const char *const values[] = {"", "Basic YTpi", "Leida", "Leida-HMAC-SHA256x user_id=7", "Bearer"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        cr_expect_eq(read(values[i]), AUTHORIZATION_NONE, "%s", values[i]);
}

#define HEAD "Leida-HMAC-SHA256 "
#define REST ", timestamp=12, nonce=" NONCE ", body_sha256=" DIGEST ", signature=" DIGEST

Test(gateway_authorization, what_is_not_as_it_should_be_is_wrong)
{
    static const char *const values[] = {
        "Leida-HMAC-SHA256",
        HEAD,
        HEAD "user_id=7",
        HEAD "user_id=7, user_id=7" REST,
        HEAD "user_id=7, more=1" REST,
        HEAD "user_id=, timestamp=12, nonce=" NONCE ", body_sha256=" DIGEST ", signature=" DIGEST,
        HEAD "user_id" REST,
        HEAD "=7" REST,
        HEAD "user_id=\"\"" REST,
        HEAD "user_id=7, timestamp=12, nonce=" NONCE ", body_sha256=" DIGEST ", signature=x",
        HEAD "user_id=7, timestamp=12, nonce=" NONCE ", body_sha256=" DIGEST ", signature=" DIGEST "0",
        HEAD
        "user_id=7, timestamp=12, nonce=" NONCE
        ", body_sha256=0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef, signature=" DIGEST,
        HEAD "user_id=7, timestamp=12, nonce=short, body_sha256=" DIGEST ", signature=" DIGEST,
        HEAD "user_id=7, timestamp=12, nonce=0123456789abcde!, body_sha256=" DIGEST ", signature=" DIGEST,
        /* Two header fields, joined. */
        HEAD "user_id=7" REST ", " HEAD "user_id=7" REST,
        HEAD "user_id=7" REST ", Basic YTpi",
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        cr_expect_eq(read(values[i]), AUTHORIZATION_WRONG, "%s", values[i]);
    cr_assert_eq(read(HEAD "user_id=7" REST), AUTHORIZATION_READ);
}
