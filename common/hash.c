/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_SUPPRESS_DEPRECATED /* hash.h says why */
#include "common/hash.h"

#include <openssl/md5.h>
#include <openssl/sha.h>

static void write_hex(char *out, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 0x0f];
    }
}

void hash_md5(char hex[HASH_MD5_SIZE], text_t first, text_t second)
{
    unsigned char digest[MD5_DIGEST_LENGTH];
    MD5_CTX context;
    MD5_Init(&context);
    MD5_Update(&context, first.data, first.size);
    MD5_Update(&context, second.data, second.size);
    MD5_Final(digest, &context);
    write_hex(hex, digest, sizeof digest);
}

void hash_sha1(char hex[HASH_SHA1_SIZE], text_t bytes)
{
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA_CTX context;
    SHA1_Init(&context);
    SHA1_Update(&context, bytes.data, bytes.size);
    SHA1_Final(digest, &context);
    write_hex(hex, digest, sizeof digest);
}

void hash_sha256(char hex[HASH_SHA256_SIZE], text_t bytes)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes.data, bytes.size);
    SHA256_Final(digest, &context);
    write_hex(hex, digest, sizeof digest);
}
