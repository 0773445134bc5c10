/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/auth.h"

#include <openssl/crypto.h>

#include "common/hash.h"

enum { TIMESTAMP_MAX = 20 };

/* The one query parameter of that name; false when it is missing, twice or malformed. */
static bool query_param(const exchange_t *exchange, const char *name, text_t *value)
{
    const param_t *found = NULL;
    for (size_t i = 0; i < exchange->params.count; i++) {
        const param_t *param = &exchange->params.list[i];
        if (param->from != FROM_QUERY || !text_equal(param->name, text_of(name)))
            continue;
        if (found)
            return false;
        found = param;
    }
    if (!found || found->malformed)
        return false;
    *value = found->raw.text;
    return true;
}

bool auth_read(exchange_t *exchange, int64_t now, int64_t freshness)
{
    text_t id;
    int64_t timestamp;
    if (!query_param(exchange, "user_id", &id) || !query_param(exchange, "timestamp", &exchange->timestamp) ||
        !query_param(exchange, "rand_str", &exchange->signature) || !text_to_int(id, &exchange->caller.id))
        return false;
    if (exchange->caller.id < 1 || exchange->caller.id > ID_MAX ||
        exchange->signature.size != HASH_MD5_SIZE || exchange->timestamp.size > TIMESTAMP_MAX ||
        !text_to_int(exchange->timestamp, &timestamp) || timestamp < 0)
        return false;
    exchange->caller.kind = exchange->method->caller;
    return freshness == 0 || (timestamp >= now - freshness && timestamp <= now + freshness);
}

bool auth_matches(const exchange_t *exchange, text_t credential)
{
    if (credential.size < 2 || credential.data[0] != '1')
        return false;
    text_t token = {credential.data + 1, credential.size - 1};
    char expected[HASH_MD5_SIZE];
    hash_md5(expected, exchange->timestamp, token);
    return CRYPTO_memcmp(expected, exchange->signature.data, HASH_MD5_SIZE) == 0;
}
