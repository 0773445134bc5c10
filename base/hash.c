/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_SUPPRESS_DEPRECATED /* hash.h says why */
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include "base/hex.h"

void hash_md5(char hex[HASH_MD5_SIZE], text_t first, text_t second)
{
    unsigned char digest[MD5_DIGEST_LENGTH];
    MD5_CTX context;
    MD5_Init(&context);
    MD5_Update(&context, first.data, first.size);
    MD5_Update(&context, second.data, second.size);
    MD5_Final(digest, &context);
    hex_write(hex, digest, sizeof digest);
}

void hash_sha1_bytes(unsigned char digest[HASH_SHA1_BYTES], text_t bytes)
{
    SHA_CTX context;
    SHA1_Init(&context);
    SHA1_Update(&context, bytes.data, bytes.size);
    SHA1_Final(digest, &context);
}

void hash_sha1(char hex[HASH_SHA1_SIZE], text_t bytes)
{
    unsigned char digest[HASH_SHA1_BYTES];
    hash_sha1_bytes(digest, bytes);
    hex_write(hex, digest, sizeof digest);
}

/* The key of RFC 2104, one block, with `pad` in each byte. */
static void begin_padded(SHA256_CTX *context, const unsigned char key[SHA256_CBLOCK], unsigned char pad)
{
    unsigned char block[SHA256_CBLOCK];
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = key[i] ^ pad;
    SHA256_Init(context);
    SHA256_Update(context, block, sizeof block);
}

void hash_hmac_sha256_bytes(unsigned char digest[HASH_SHA256_BYTES], text_t key, text_t bytes)
{
    unsigned char block[SHA256_CBLOCK] = {0};
    if (key.size > sizeof block)
        SHA256((const unsigned char *)key.data, key.size, block);
    else if (key.size > 0)
        memcpy(block, key.data, key.size);
    SHA256_CTX context;
    begin_padded(&context, block, 0x36);
    SHA256_Update(&context, bytes.data, bytes.size);
    SHA256_Final(digest, &context);
    begin_padded(&context, block, 0x5c);
    SHA256_Update(&context, digest, HASH_SHA256_BYTES);
    SHA256_Final(digest, &context);
}

void hash_hmac_sha256(char hex[HASH_SHA256_SIZE], text_t key, text_t bytes)
{
    unsigned char digest[HASH_SHA256_BYTES];
    hash_hmac_sha256_bytes(digest, key, bytes);
    hex_write(hex, digest, sizeof digest);
}

void hash_sha256_bytes(unsigned char digest[HASH_SHA256_BYTES], text_t bytes)
{
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes.data, bytes.size);
    SHA256_Final(digest, &context);
}

void hash_sha256(char hex[HASH_SHA256_SIZE], text_t bytes)
{
    unsigned char digest[HASH_SHA256_BYTES];
    hash_sha256_bytes(digest, bytes);
    hex_write(hex, digest, sizeof digest);
}

_Static_assert(sizeof(SHA256_CTX) <= sizeof(hash_sha256_t), "libcrypto's state has room in ours");

void hash_sha256_begin(hash_sha256_t *self)
{
    SHA256_Init((SHA256_CTX *)self);
}

void hash_sha256_add(hash_sha256_t *self, text_t bytes)
{
    SHA256_Update((SHA256_CTX *)self, bytes.data, bytes.size);
}

void hash_sha256_end(hash_sha256_t *self, char hex[HASH_SHA256_SIZE])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_Final(digest, (SHA256_CTX *)self);
    hex_write(hex, digest, sizeof digest);
}

bool hash_same(const char *one, const char *other, size_t size)
{
    return CRYPTO_memcmp(one, other, size) == 0;
}
