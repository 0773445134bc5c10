/* SPDX-License-Identifier: Apache-2.0 */
/* The Authorization header of signed requests. */
#include "gateway/authorization.h"

#include "proto/signature.h"
#include "tests/fuzz/fuzz.h"

static bool claims_equal(const claim_t *a, const claim_t *b)
{
    return a->scheme == b->scheme && text_equal(a->user_id, b->user_id) &&
           text_equal(a->timestamp, b->timestamp) && text_equal(a->signature, b->signature) &&
           text_equal(a->nonce, b->nonce) && text_equal(a->body_sha256, b->body_sha256);
}

static void write_claim(buffer_t *out, const claim_t *claim)
{
    buffer_append_format(out, "%s user_id=\"%.*s\", timestamp=\"%.*s\", nonce=%.*s", SIGNATURE_SCHEME,
                         TEXT_ARG(claim->user_id), TEXT_ARG(claim->timestamp), TEXT_ARG(claim->nonce));
    buffer_append_format(out, ",body_sha256=%.*s , signature=\"%.*s\"", TEXT_ARG(claim->body_sha256),
                         TEXT_ARG(claim->signature));
}

static bool is_plain(text_t text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] > '~' || strchr("\",\\", text.data[i]))
            return false;
    return true;
}

static void check_claim(const claim_t *claim, text_t value)
{
    HOLDS(claim->scheme == CLAIM_HMAC && claim->signature.size == HASH_SHA256_SIZE &&
          signature_is_nonce(claim->nonce));
    HOLDS(claim->body_sha256.size == HASH_SHA256_SIZE);
    HOLDS(claim->user_id.size > 0 && fuzz_is_inside(claim->user_id, value));
    HOLDS(claim->timestamp.size > 0 && fuzz_is_inside(claim->timestamp, value));
    HOLDS(fuzz_is_inside(claim->signature, value) && fuzz_is_inside(claim->nonce, value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t value = {(const char *)data, size};
    claim_t claim = {.scheme = CLAIM_RAND_STR}, again;
    if (authorization_read(value, &claim) != AUTHORIZATION_READ)
        return 0;
    check_claim(&claim, value);
    if (is_plain(claim.user_id) && is_plain(claim.timestamp)) {
        buffer_t out = {0};
        write_claim(&out, &claim);
        HOLDS(authorization_read(buffer_text(&out), &again) == AUTHORIZATION_READ);
        HOLDS(claims_equal(&claim, &again));
        buffer_free(&out);
    }
    return 0;
}
