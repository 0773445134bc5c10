/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/auth.h"

#include "base/hash.h"
#include "common/store/credential.h"
#include "gateway/authorization.h"
#include "proto/signature.h"

enum {
    TIMESTAMP_MAX = 20,
    SIGNED_WINDOW = 15 * 60 * 1000, /* ms: as long are nonces kept, for gateways with any freshness */
    CLOCKS_APART = 60 * 1000        /* ms by which the clocks of gateways may differ */
};

/* The query's parameter of that name; NULL when it is missing, twice or malformed. */
static const param_t *query_param(const exchange_t *exchange, text_t name)
{
    const param_t *found = NULL;
    for (size_t i = 0; i < exchange->params.count; i++) {
        const param_t *param = &exchange->params.list[i];
        if (param->from != FROM_QUERY || !text_equal(param->name, name))
            continue;
        if (found)
            return NULL;
        found = param;
    }
    return found && found->malformed.size == 0 ? found : NULL;
}

static bool query_has(const exchange_t *exchange, text_t name)
{
    for (size_t i = 0; i < exchange->params.count; i++)
        if (exchange->params.list[i].from == FROM_QUERY && text_equal(exchange->params.list[i].name, name))
            return true;
    return false;
}

static bool read_query(const exchange_t *exchange, claim_t *claim)
{
    const param_t *user_id = query_param(exchange, TEXT_LITERAL("user_id"));
    const param_t *timestamp = user_id ? query_param(exchange, TEXT_LITERAL("timestamp")) : NULL;
    const param_t *signature = timestamp ? query_param(exchange, TEXT_LITERAL("rand_str")) : NULL;
    if (!signature)
        return false;
    *claim = (claim_t){
        .user_id = user_id->raw.text, .timestamp = timestamp->raw.text, .signature = signature->raw.text};
    return claim->signature.size == HASH_MD5_SIZE;
}

static bool read_claim(exchange_t *exchange)
{
    if (exchange->head.authorization.size == 0)
        return read_query(exchange, &exchange->claim);
    switch (authorization_read(exchange->head.authorization, &exchange->claim)) {
    case AUTHORIZATION_NONE:
        return read_query(exchange, &exchange->claim);
    case AUTHORIZATION_READ:
        return !query_has(exchange, TEXT_LITERAL("rand_str")) &&
               !query_has(exchange, TEXT_LITERAL("timestamp"));
    case AUTHORIZATION_WRONG:
        return false;
    }
    return false;
}

static bool is_fresh(claim_t *claim, int64_t timestamp, int64_t now, int64_t freshness)
{
    int64_t window = freshness;
    if (claim->hmac && (window == 0 || window > SIGNED_WINDOW))
        window = SIGNED_WINDOW;
    if (window != 0 && (timestamp < now - window || timestamp > now + window))
        return false;
    if (claim->hmac)
        claim->nonce_keeps = timestamp + SIGNED_WINDOW - now + CLOCKS_APART;
    return true;
}

bool auth_read(exchange_t *exchange, int64_t now, int64_t freshness)
{
    claim_t *claim = &exchange->claim;
    int64_t timestamp;
    if (!read_claim(exchange) || !text_to_int(claim->user_id, &exchange->caller.id) ||
        exchange->caller.id < 1 || exchange->caller.id > ID_MAX || claim->timestamp.size > TIMESTAMP_MAX ||
        !text_to_int(claim->timestamp, &timestamp) || timestamp < 0)
        return false;
    return is_fresh(claim, timestamp, now, freshness);
}

/* The signature that the claim should have; false when there is none. */
static bool expect(const exchange_t *exchange, text_t token, char expected[HASH_SHA256_SIZE])
{
    const claim_t *claim = &exchange->claim;
    if (!claim->hmac) {
        hash_md5(expected, claim->timestamp, token);
        return true;
    }
    bool post = exchange->http_method == HTTP_POST;
    signed_request_t request = {.method = post ? TEXT_LITERAL("POST") : TEXT_LITERAL("GET"),
                                .path = exchange->head.path,
                                .query = exchange->head.query,
                                .user_id = claim->user_id,
                                .timestamp = claim->timestamp,
                                .nonce = claim->nonce,
                                .body_sha256 = claim->body_sha256};
    return signature_make(expected, &request, token);
}

bool auth_matches(const exchange_t *exchange, text_t credential)
{
    const claim_t *claim = &exchange->claim;
    credential_t stored;
    char expected[HASH_SHA256_SIZE];
    if (!credential_read(credential, &stored) || !stored.enabled || (stored.hmac_only && !claim->hmac))
        return false;
    return expect(exchange, stored.token, expected) &&
           hash_same(expected, claim->signature.data, claim->signature.size);
}

/* FNV-1a: it is compared with nothing that a stranger may choose. */
uint64_t auth_token_of(text_t credential)
{
    credential_t stored;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    if (!credential_read(credential, &stored))
        return 0;
    for (size_t i = 0; i < stored.token.size; i++)
        hash = (hash ^ (uint8_t)stored.token.data[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool auth_body_matches(const exchange_t *exchange)
{
    char digest[HASH_SHA256_SIZE];
    if (!exchange->claim.hmac)
        return true;
    hash_sha256(digest, buffer_text(&exchange->body));
    return hash_same(digest, exchange->claim.body_sha256.data, sizeof digest);
}
