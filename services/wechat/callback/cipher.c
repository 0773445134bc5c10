/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/cipher.h"

#include "base/base64.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK = 16, LENGTH_SIZE = 4, HEAD_SIZE = CIPHER_RANDOM_SIZE + LENGTH_SIZE };

bool cipher_key_read(cipher_key_t *self, text_t encoding_aes_key)
{
    unsigned char digits[CIPHER_KEY_CHARACTERS + 1], bytes[sizeof self->bytes + 1];
    if (encoding_aes_key.size != CIPHER_KEY_CHARACTERS || !base64_has_only_digits(encoding_aes_key))
        return false;
    memcpy(digits, encoding_aes_key.data, CIPHER_KEY_CHARACTERS);
    digits[CIPHER_KEY_CHARACTERS] = '=';
    /* It counts the '=' as a digit, hence 33 bytes, and takes any bits that are left over. */
    if (EVP_DecodeBlock(bytes, digits, sizeof digits) != (int)sizeof bytes)
        return false;
    memcpy(self->bytes, bytes, sizeof self->bytes);
    return true;
}

/* Runs whole blocks through the cipher, without its own padding, which knows no more than one block of it. */
static void run(const cipher_key_t *key, bool encrypts, const void *from, void *to, size_t size)
{
    int written = 0, rest = 0;
    assert(size % BLOCK == 0 && size <= INT_MAX);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (!context || !EVP_CipherInit_ex(context, EVP_aes_256_cbc(), NULL, key->bytes, key->bytes, encrypts) ||
        !EVP_CIPHER_CTX_set_padding(context, 0) ||
        !EVP_CipherUpdate(context, to, &written, from, (int)size) ||
        !EVP_CipherFinal_ex(context, (unsigned char *)to + written, &rest) ||
        (size_t)written + (size_t)rest != size) {
        /* Whole blocks do not fail: memory is short, or libcrypto has no AES. */
        fputs("libcrypto does not run AES-256-CBC\n", stderr);
        abort();
    }
    EVP_CIPHER_CTX_free(context);
}

/* The size without the padding; 0 when that is wrong. Looks at all of it before it says so. */
static size_t without_padding(const unsigned char *plain, size_t size)
{
    const unsigned char padding = plain[size - 1];
    unsigned char difference = 0;
    if (padding < 1 || padding > CIPHER_PADDING_MAX || padding > size)
        return 0;
    for (size_t i = size - padding; i < size; i++)
        difference |= plain[i] ^ padding;
    return difference == 0 ? size - padding : 0;
}

static bool read_plain(cipher_content_t *out, const unsigned char *plain, size_t size)
{
    size = without_padding(plain, size);
    if (size < HEAD_SIZE)
        return false;
    const unsigned char *at = plain + CIPHER_RANDOM_SIZE;
    const uint32_t length = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    if (length > size - HEAD_SIZE)
        return false;
    const char *content = (const char *)plain + HEAD_SIZE;
    out->content = (text_t){content, length};
    out->receiver = (text_t){content + length, size - HEAD_SIZE - length};
    return true;
}

bool cipher_open(cipher_content_t *out, const cipher_key_t *key, text_t encrypted, arena_t *arena)
{
    size_t size;
    unsigned char *bytes = arena_new(arena, BASE64_BYTES_MAX(encrypted.size));
    if (!base64_read(bytes, &size, encrypted) || size == 0 || size % BLOCK != 0 || size > INT_MAX)
        return false;
    unsigned char *plain = arena_new(arena, size);
    run(key, false, bytes, plain, size);
    return read_plain(out, plain, size);
}

void cipher_seal(buffer_t *out, const cipher_key_t *key, const unsigned char random[CIPHER_RANDOM_SIZE],
                 const cipher_content_t *content)
{
    const size_t length = content->content.size;
    assert(length <= UINT32_MAX);
    const unsigned char big_endian[LENGTH_SIZE] = {(unsigned char)(length >> 24),
                                                   (unsigned char)(length >> 16),
                                                   (unsigned char)(length >> 8), (unsigned char)length};
    buffer_t plain = {0};
    buffer_append(&plain, random, CIPHER_RANDOM_SIZE);
    buffer_append(&plain, big_endian, sizeof big_endian);
    buffer_append_text(&plain, content->content);
    buffer_append_text(&plain, content->receiver);
    const size_t padding = CIPHER_PADDING_MAX - plain.size % CIPHER_PADDING_MAX;
    memset(buffer_reserve(&plain, padding), (int)padding, padding);
    plain.size += padding;
    char *encrypted = memory_new(plain.size);
    run(key, true, plain.data, encrypted, plain.size);
    base64_write(out, (text_t){encrypted, plain.size});
    free(encrypted);
    buffer_free(&plain);
}
