/* SPDX-License-Identifier: Apache-2.0 */
/* The text of login tokens and sessions (proto/session.h). */
#include "proto/session.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/hash.h"
#include "proto/field.h"
#include "proto/signature.h"
#include "tests/support/leak_check.h"

TestSuite(session, .fini = leak_check);

#define NONCE "0123456789abcdef"
#define KEY TEXT_LITERAL("token")

static const session_t staff = {.who = {PRINCIPAL_STAFF, 7},
                                .issued = INT64_C(1537514281502),
                                .expires = INT64_C(1537515181502),
                                .nonce = TEXT_CONSTANT(NONCE)};

static buffer_t written(const session_t *session, session_use_t use)
{
    buffer_t text = {0};
    session_write(&text, session, use, KEY);
    return text;
}

static bool is_good(text_t text, session_use_t use, text_t key)
{
    session_t session;
    return session_read(text, &session) && session_matches(text, use, key);
}

static void assert_same(const session_t *a, const session_t *b)
{
    cr_assert_eq(a->who.kind, b->who.kind);
    cr_assert_eq(a->who.id, b->who.id);
    cr_assert_eq(a->issued, b->issued);
    cr_assert_eq(a->expires, b->expires);
    cr_assert(text_equal(a->nonce, b->nonce));
}

Test(session, reads_what_was_written)
{
    session_t largest = {.who = {PRINCIPAL_CUSTOMER, ID_MAX},
                         .issued = ID_MAX,
                         .expires = ID_MAX,
                         .nonce = TEXT_LITERAL(NONCE NONCE NONCE "-_-_ZYXWVUTSRQPO")};
    const session_t *const cases[] = {&staff, &largest};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (session_use_t use = SESSION_LOGIN; use <= SESSION_COOKIE; use++) {
            session_t again;
            buffer_t text = written(cases[i], use);
            cr_assert_leq(text.size, SESSION_TEXT_MAX);
            cr_assert(session_read(buffer_text(&text), &again));
            assert_same(cases[i], &again);
            cr_assert(session_matches(buffer_text(&text), use, KEY));
            buffer_free(&text);
        }
}

/* Other programs may make them: the form is fixed. */
Test(session, text_is_that_of_the_decision)
{
    buffer_t text = written(&staff, SESSION_LOGIN);
    static const char signed_text[] = "Leida-Login\ns.7.1537514281502.1537515181502." NONCE;
    char mac[HASH_SHA256_SIZE];
    hash_hmac_sha256(mac, KEY, TEXT_LITERAL(signed_text));
    cr_assert_eq(text.size, sizeof signed_text - sizeof "Leida-Login\n" + 1 + sizeof mac);
    cr_assert_eq(memcmp(text.data + text.size - sizeof mac, mac, sizeof mac), 0);
    buffer_free(&text);
}

Test(session, neither_is_taken_for_the_other_or_by_another_key)
{
    for (session_use_t use = SESSION_LOGIN; use <= SESSION_COOKIE; use++) {
        buffer_t text = written(&staff, use);
        session_use_t other = use == SESSION_LOGIN ? SESSION_COOKIE : SESSION_LOGIN;
        cr_assert_not(is_good(buffer_text(&text), other, KEY));
        cr_assert_not(is_good(buffer_text(&text), use, TEXT_LITERAL("Token")));
        cr_assert_not(is_good(buffer_text(&text), use, TEXT_NONE));
        buffer_free(&text);
    }
}

/* A request's text begins otherwise, whatever stands in its parts. */
Test(session, signature_of_a_request_is_none)
{
    char mac[HASH_SHA256_SIZE], signature[HASH_SHA256_SIZE];
    buffer_t text = written(&staff, SESSION_COOKIE);
    memcpy(mac, text.data + text.size - sizeof mac, sizeof mac);
    const text_t body = {text.data, text.size - sizeof mac - 1};
    const text_t times[] = {TEXT_LITERAL("1537514281502"), body};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        signed_request_t request = {.method = TEXT_LITERAL("GET"), .path = body, .timestamp = times[i]};
        cr_assert(signature_make(signature, &request, KEY));
        cr_assert_neq(memcmp(signature, mac, sizeof mac), 0);
    }
    buffer_free(&text);
}

Test(session, every_bit_counts)
{
    for (session_use_t use = SESSION_LOGIN; use <= SESSION_COOKIE; use++) {
        buffer_t text = written(&staff, use);
        for (size_t bit = 0; bit < text.size * 8; bit++) {
            text.data[bit / 8] = (char)(text.data[bit / 8] ^ 1 << bit % 8);
            cr_expect_not(is_good(buffer_text(&text), use, KEY), "bit %zu", bit);
            text.data[bit / 8] = (char)(text.data[bit / 8] ^ 1 << bit % 8);
        }
        cr_assert(is_good(buffer_text(&text), use, KEY));
        buffer_free(&text);
    }
}

Test(session, every_byte_is_needed)
{
    buffer_t text = written(&staff, SESSION_LOGIN);
    for (size_t size = 0; size < text.size; size++) {
        char *piece = memcpy(malloc(size + 1), text.data, size); /* ends where it ends */
        cr_expect_not(is_good((text_t){piece, size}, SESSION_LOGIN, KEY), "%zu bytes", size);
        free(piece);
    }
    buffer_append_char(&text, '0');
    cr_expect_not(is_good(buffer_text(&text), SESSION_LOGIN, KEY));
    buffer_free(&text);
}

#define MAC "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define REST "." NONCE "." MAC

Test(session, other_texts_are_none)
{
    static const char *const wrong[] = {
        "",
        ".",
        ".....",
        "s",
        "x.7.1.2" REST,
        "S.7.1.2" REST,
        "ss.7.1.2" REST,
        ".7.1.2" REST,
        "s.0.1.2" REST,
        "s.-7.1.2" REST,
        "s.9007199254740992.1.2" REST,
        "s.99999999999999999999.1.2" REST,
        "s..1.2" REST,
        "s.7.0.2" REST,
        "s.7.1.0" REST,
        "s.7.-1.2" REST,
        "s.7.1.+2" REST,
        "s.7.1.2 " REST,
        "s.7.1.2.3" REST,
        "s.7.1" REST,
        "s.7.1.2.0123456789abcde." MAC,
        "s.7.1.2.0123456789abcde/." MAC,
        "s.7.1.2." NONCE NONCE NONCE NONCE "0." MAC,
        "s.7.1.2." NONCE "." MAC "0",
        "s.7.1.2." NONCE "." MAC ".",
        "s.7.1.2." NONCE ".",
        "s.7.1.2." NONCE,
    };
    session_t session;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(session_read(text_of(wrong[i]), &session), "%s", wrong[i]);
    cr_expect(session_read(TEXT_LITERAL("c.7.1.2" REST), &session));
    cr_expect_not(session_read(TEXT_LITERAL("c.7.1.2\0" REST), &session));
}
