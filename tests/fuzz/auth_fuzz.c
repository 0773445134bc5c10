/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Credentials of both schemes. Lines: what Redis holds, the Authorization header, the path, the query; then
 * the body. A claim that is read is given the one right signature, which must match, and not after any
 * change.
 */
#include "gateway/auth.h"

#include "common/store/credential.h"
#include "gateway/form.h"
#include "proto/signature.h"
#include "tests/fuzz/fuzz.h"

enum { WINDOW = 15 * 60 * 1000 };
static const int64_t now = INT64_C(1537514281548);

static bool sign(const exchange_t *exchange, text_t token, char signature[HASH_SHA256_SIZE])
{
    const claim_t *claim = &exchange->claim;
    const signed_request_t request = {.method = TEXT_LITERAL("POST"),
                                      .path = exchange->head.path,
                                      .query = exchange->head.query,
                                      .user_id = claim->user_id,
                                      .timestamp = claim->timestamp,
                                      .nonce = claim->nonce,
                                      .body_sha256 = claim->body_sha256};
    if (claim->scheme == CLAIM_HMAC)
        return signature_make(signature, &request, token);
    hash_md5(signature, claim->timestamp, token);
    return true;
}

static void check_signature(exchange_t *exchange, text_t stored, const credential_t *credential)
{
    char signature[HASH_SHA256_SIZE];
    if (!sign(exchange, credential->token, signature))
        return;
    exchange->claim.signature.data = signature;
    const bool wanted = credential->enabled &&
                        (exchange->claim.scheme == CLAIM_HMAC || !credential->hmac_only);
    HOLDS(auth_matches(exchange, stored) == wanted);
    signature[exchange->body.size % exchange->claim.signature.size] ^= 1;
    HOLDS(!auth_matches(exchange, stored));
}

static void check_claim(exchange_t *exchange, text_t stored)
{
    const claim_t *claim = &exchange->claim;
    credential_t credential;
    int64_t timestamp;
    HOLDS(exchange->caller.id >= 1 && exchange->caller.id <= ID_MAX);
    HOLDS(claim->signature.size == (claim->scheme == CLAIM_HMAC ? HASH_SHA256_SIZE : HASH_MD5_SIZE));
    HOLDS(text_to_int(claim->timestamp, &timestamp));
    HOLDS(timestamp >= now - WINDOW && timestamp <= now + WINDOW);
    HOLDS(claim->scheme != CLAIM_HMAC || claim->nonce_keeps > 0);
    if (credential_read(stored, &credential))
        check_signature(exchange, stored, &credential);
    else
        HOLDS(!auth_matches(exchange, stored));
}

/* Signed is the hash of the body that came. */
static void check_body(exchange_t *exchange)
{
    char digest[HASH_SHA256_SIZE];
    hash_sha256(digest, buffer_text(&exchange->body));
    const bool same = text_equal((text_t){digest, sizeof digest}, exchange->claim.body_sha256);
    HOLDS(auth_body_matches(exchange) == (same || exchange->claim.scheme != CLAIM_HMAC));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t rest = {(const char *)data, size};
    const text_t stored = fuzz_take_until(&rest, '\n');
    exchange_t exchange = {
        .method = contract_at(0), .http_method = HTTP_POST, .caller.kind = contract_at(0)->caller};
    exchange.head.authorization = fuzz_take_until(&rest, '\n');
    exchange.head.path = fuzz_take_until(&rest, '\n');
    exchange.head.query = fuzz_take_until(&rest, '\n');
    buffer_append_text(&exchange.body, rest);
    form_read(&exchange, exchange.head.query, FROM_QUERY);
    const auth_options_t options = {.freshness = WINDOW, .site.origins = ""};
    if (exchange.fault.size == 0 && auth_read(&exchange, now, &options) == STATUS_DONE) {
        check_claim(&exchange, stored);
        check_body(&exchange);
    }
    buffer_free(&exchange.body);
    arena_free(&exchange.arena);
    return 0;
}
