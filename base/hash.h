/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashes as hex digits (MD5 and SHA-1 where a protocol asks for them: api.md 1, Redis' EVALSHA), by
 * libcrypto's own plain functions: EVP would load its providers, which costs each process 3 MB resident and
 * each digest three times as long.
 */
#ifndef LEIDA_BASE_HASH_H
#define LEIDA_BASE_HASH_H

#include "base/text.h"

enum { HASH_MD5_SIZE = 32, HASH_SHA1_SIZE = 40, HASH_SHA256_SIZE = 64 }; /* characters */
enum { HASH_SHA1_BYTES = 20, HASH_SHA256_BYTES = 32 };

/* The MD5 of both slices joined, as lower-case hex digits, not NUL-terminated. */
void hash_md5(char hex[HASH_MD5_SIZE], text_t first, text_t second);
/* The SHA-1 of the bytes as lower-case hex digits, not NUL-terminated. */
void hash_sha1(char hex[HASH_SHA1_SIZE], text_t bytes);
/* As bytes. */
void hash_sha1_bytes(unsigned char digest[HASH_SHA1_BYTES], text_t bytes);
/* The SHA-256 of the bytes in the same form. */
void hash_sha256(char hex[HASH_SHA256_SIZE], text_t bytes);
/* As bytes. */
void hash_sha256_bytes(unsigned char digest[HASH_SHA256_BYTES], text_t bytes);
/* The same of bytes that come in pieces. */
typedef struct {
    uint64_t state[14];
} hash_sha256_t;
void hash_sha256_begin(hash_sha256_t *self);
/* Takes the next bytes. */
void hash_sha256_add(hash_sha256_t *self, text_t bytes);
/* Gives the digest of all that was added; then it is to begin anew. */
void hash_sha256_end(hash_sha256_t *self, char hex[HASH_SHA256_SIZE]);
/* The keyed hash of RFC 2104. */
void hash_hmac_sha256(char hex[HASH_SHA256_SIZE], text_t key, text_t bytes);
/* As bytes; `digest` may be where the key is. */
void hash_hmac_sha256_bytes(unsigned char digest[HASH_SHA256_BYTES], text_t key, text_t bytes);

/* Whether both are the same `size` bytes. How long it takes does not tell where they differ. */
bool hash_same(const char *one, const char *other, size_t size);

#endif
