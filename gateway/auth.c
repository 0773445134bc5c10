/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/auth.h"

#include "base/hash.h"
#include "common/store/credential.h"
#include "gateway/authorization.h"
#include "proto/session.h"
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

/* Without the header Authorization: what the query says, or, where it says nothing at all, a session. */
static status_t read_unsigned(exchange_t *exchange, int64_t now, const auth_options_t *options)
{
    static const text_t names[] = {TEXT_CONSTANT("user_id"), TEXT_CONSTANT("timestamp"),
                                   TEXT_CONSTANT("rand_str")};
    if (exchange->caller.kind && read_query(exchange, &exchange->claim))
        return STATUS_DONE;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (query_has(exchange, names[i]))
            return STATUS_CREDENTIALS;
    return session_claim(exchange, &options->site, now);
}

static status_t read_claim(exchange_t *exchange, int64_t now, const auth_options_t *options)
{
    authorization_t signed_by = AUTHORIZATION_NONE;
    if (exchange->head.authorization.size > 0)
        signed_by = authorization_read(exchange->head.authorization, &exchange->claim);
    if (signed_by == AUTHORIZATION_NONE)
        return read_unsigned(exchange, now, options);
    bool good = signed_by == AUTHORIZATION_READ && exchange->caller.kind &&
                !query_has(exchange, TEXT_LITERAL("rand_str")) &&
                !query_has(exchange, TEXT_LITERAL("timestamp"));
    return good ? STATUS_DONE : STATUS_CREDENTIALS;
}

static bool is_fresh(claim_t *claim, int64_t timestamp, int64_t now, int64_t freshness)
{
    int64_t window = freshness;
    if (claim->scheme == CLAIM_HMAC && (window == 0 || window > SIGNED_WINDOW))
        window = SIGNED_WINDOW;
    if (window != 0 && (timestamp < now - window || timestamp > now + window))
        return false;
    if (claim->scheme == CLAIM_HMAC)
        claim->nonce_keeps = timestamp + SIGNED_WINDOW - now + CLOCKS_APART;
    return true;
}

/* Who and when a signature says. */
static bool read_signer(exchange_t *exchange, int64_t now, int64_t freshness)
{
    claim_t *claim = &exchange->claim;
    int64_t timestamp;
    if (!text_to_plain_int(claim->user_id, &exchange->caller.id) || exchange->caller.id < 1 ||
        exchange->caller.id > ID_MAX || claim->timestamp.size > TIMESTAMP_MAX ||
        !text_to_int(claim->timestamp, &timestamp) || timestamp < 0)
        return false;
    return is_fresh(claim, timestamp, now, freshness);
}

status_t auth_read(exchange_t *exchange, int64_t now, const auth_options_t *options)
{
    status_t status = read_claim(exchange, now, options);
    if (status != STATUS_DONE || exchange->claim.scheme == CLAIM_SESSION)
        return status;
    return read_signer(exchange, now, options->freshness) ? STATUS_DONE : STATUS_CREDENTIALS;
}

/* The signature that the claim should have; false when there is none. */
static bool expect(const exchange_t *exchange, text_t token, char expected[HASH_SHA256_SIZE])
{
    const claim_t *claim = &exchange->claim;
    if (claim->scheme == CLAIM_RAND_STR) {
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
    if (!credential_read(credential, &stored) || !stored.enabled ||
        (stored.hmac_only && claim->scheme == CLAIM_RAND_STR))
        return false;
    if (claim->scheme >= CLAIM_SESSION)
        return session_matches(claim->session, claim->scheme == CLAIM_LOGIN ? SESSION_LOGIN : SESSION_COOKIE,
                               stored.token);
    return expect(exchange, stored.token, expected) &&
           hash_same(expected, claim->signature.data, claim->signature.size);
}

void auth_grant(exchange_t *exchange, text_t credential, int64_t now, const auth_options_t *options)
{
    credential_t stored;
    if (credential_read(credential, &stored))
        session_grant(exchange, &options->site, stored.token, now);
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
    if (exchange->claim.scheme != CLAIM_HMAC)
        return true;
    if (exchange->sink && exchange->sunk_sha256.size != sizeof digest)
        return false;
    if (exchange->sink)
        memcpy(digest, exchange->sunk_sha256.data, sizeof digest);
    else
        hash_sha256(digest, buffer_text(&exchange->body));
    return hash_same(digest, exchange->claim.body_sha256.data, sizeof digest);
}
