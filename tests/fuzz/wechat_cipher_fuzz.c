/* SPDX-License-Identifier: Apache-2.0 */
/* What is encrypted in a callback: the input as base64, and as what comes out when that was deciphered. */
#include "services/wechat/callback/cipher.h"

#include <openssl/evp.h>

#include "base/base64.h"
#include "tests/fuzz/fuzz.h"

enum { BLOCK = 16, INPUT_MAX = 4096 };

static void read_key(cipher_key_t *key)
{
    HOLDS(cipher_key_read(key, TEXT_LITERAL("LeidaSimulatedAESKey0123456789abcdefghijklm")));
}

/* Opened, it is sealed and opened again. */
static void open_again(const cipher_key_t *key, const cipher_content_t *content, arena_t *arena)
{
    static const unsigned char noise[CIPHER_RANDOM_SIZE];
    cipher_content_t again;
    buffer_t sealed = {0};
    cipher_seal(&sealed, key, noise, content);
    HOLDS(cipher_open(&again, key, buffer_text(&sealed), arena));
    HOLDS(text_equal(content->content, again.content) && text_equal(content->receiver, again.receiver));
    buffer_free(&sealed);
}

static void open_as_base64(const cipher_key_t *key, text_t text, arena_t *arena)
{
    cipher_content_t content;
    buffer_t again = {0};
    size_t size;
    char *bytes = arena_new(arena, BASE64_BYTES_MAX(text.size));
    const bool is_read = base64_read(bytes, &size, text);
    if (is_read) {
        base64_write(&again, (text_t){bytes, size});
        HOLDS(text_equal(text, buffer_text(&again)));
    }
    if (cipher_open(&content, key, text, arena)) {
        HOLDS(is_read && size % BLOCK == 0);
        open_again(key, &content, arena);
    }
    buffer_free(&again);
}

/* The content's size, or -1 where this plain text is to be refused: told by another way than that of the
 * room. */
static int64_t expected_length(const uint8_t *plain, size_t size)
{
    const uint8_t padding = size > 0 ? plain[size - 1] : 0;
    size_t equal = 0;
    while (equal < size && plain[size - 1 - equal] == padding)
        equal++;
    if (padding == 0 || padding > 32 || equal < padding || size < padding + 20u)
        return -1;
    int64_t length = 0;
    for (size_t i = 16; i < 20; i++)
        length = length * 256 + plain[i];
    return length + 20 + padding <= (int64_t)size ? length : -1;
}

static void open_as_plain(const cipher_key_t *key, const uint8_t *plain, size_t size, arena_t *arena)
{
    unsigned char encrypted[INPUT_MAX];
    int written, rest;
    buffer_t text = {0};
    cipher_content_t content;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    HOLDS(EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), NULL, key->bytes, key->bytes));
    HOLDS(EVP_CIPHER_CTX_set_padding(context, 0));
    HOLDS(EVP_EncryptUpdate(context, encrypted, &written, plain, (int)size));
    HOLDS(EVP_EncryptFinal_ex(context, encrypted + written, &rest) && (size_t)written == size);
    EVP_CIPHER_CTX_free(context);
    base64_write(&text, (text_t){(const char *)encrypted, size});
    const int64_t length = expected_length(plain, size);
    const bool is_opened = cipher_open(&content, key, buffer_text(&text), arena);
    HOLDS(is_opened == (length >= 0));
    if (is_opened) {
        HOLDS(text_equal(content.content, (text_t){(const char *)plain + 20, (size_t)length}));
        HOLDS(content.receiver.size + 20 + (size_t)length + plain[size - 1] == size);
        HOLDS(memcmp(content.receiver.data, plain + 20 + length, content.receiver.size) == 0);
        open_again(key, &content, arena);
    }
    buffer_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena_t arena = {0};
    cipher_key_t key;
    read_key(&key);
    open_as_base64(&key, (text_t){(const char *)data, size}, &arena);
    const size_t blocks = (size < INPUT_MAX ? size : INPUT_MAX) / BLOCK * BLOCK;
    open_as_plain(&key, data, blocks, &arena);
    arena_free(&arena);
    return 0;
}
