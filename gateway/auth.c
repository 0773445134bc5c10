/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <threads.h>

enum { SIGNATURE_SIZE = 32, MD5_SIZE = 16, TIMESTAMP_MAX = 20 };

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
    *value = found->value;
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
        exchange->signature.size != SIGNATURE_SIZE || exchange->timestamp.size > TIMESTAMP_MAX ||
        !text_to_int(exchange->timestamp, &timestamp) || timestamp < 0)
        return false;
    exchange->caller.kind = exchange->method->caller;
    return freshness == 0 || (timestamp >= now - freshness && timestamp <= now + freshness);
}

/* EVP is three times as fast with a context and a digest that are kept. Freed with the thread's end, by exit.
 */
static bool md5(text_t first, text_t second, unsigned char digest[MD5_SIZE])
{
    static thread_local EVP_MD_CTX *context;
    static thread_local EVP_MD *algorithm;
    if (!context) {
        context = EVP_MD_CTX_new();
        algorithm = EVP_MD_fetch(NULL, "MD5", NULL);
    }
    unsigned size = 0;
    return context && algorithm && EVP_DigestInit_ex(context, algorithm, NULL) == 1 &&
           EVP_DigestUpdate(context, first.data, first.size) == 1 &&
           EVP_DigestUpdate(context, second.data, second.size) == 1 &&
           EVP_DigestFinal_ex(context, digest, &size) == 1 && size == MD5_SIZE;
}

bool auth_matches(const exchange_t *exchange, text_t credential)
{
    if (credential.size < 2 || credential.data[0] != '1')
        return false;
    text_t token = {credential.data + 1, credential.size - 1};
    unsigned char digest[MD5_SIZE];
    if (!md5(exchange->timestamp, token, digest))
        return false;
    static const char hex[] = "0123456789abcdef";
    char expected[SIGNATURE_SIZE];
    for (size_t i = 0; i < MD5_SIZE; i++) {
        expected[2 * i] = hex[digest[i] >> 4];
        expected[2 * i + 1] = hex[digest[i] & 0x0f];
    }
    return CRYPTO_memcmp(expected, exchange->signature.data, SIGNATURE_SIZE) == 0;
}
