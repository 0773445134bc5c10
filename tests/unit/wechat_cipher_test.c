/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/cipher.h"

#include <criterion/criterion.h>
#include <openssl/evp.h>

#include "base/base64.h"
#include "tests/support/leak_check.h"

TestSuite(wechat_cipher, .fini = leak_check);

#define AES_KEY "LeidaSimulatedAESKey0123456789abcdefghijkl"
#define RECEIVER "wx00leida00simapp1"

static const unsigned char noise[CIPHER_RANDOM_SIZE] = "0123456789abcde";

static cipher_key_t key_of(const char *encoding_aes_key)
{
    cipher_key_t key;
    cr_assert(cipher_key_read(&key, text_of(encoding_aes_key)));
    return key;
}

/* Encrypts blocks that the test has laid out itself, and opens them. */
static bool opens(const unsigned char *plain, size_t size, cipher_content_t *out, arena_t *arena)
{
    const cipher_key_t key = key_of(AES_KEY "m");
    unsigned char encrypted[256];
    int written, rest;
    buffer_t text = {0};
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    cr_assert(EVP_EncryptInit_ex(context, EVP_aes_256_cbc(), NULL, key.bytes, key.bytes));
    cr_assert(EVP_CIPHER_CTX_set_padding(context, 0));
    cr_assert(EVP_EncryptUpdate(context, encrypted, &written, plain, (int)size));
    cr_assert(EVP_EncryptFinal_ex(context, encrypted + written, &rest) && (size_t)written == size);
    EVP_CIPHER_CTX_free(context);
    base64_write(&text, (text_t){(const char *)encrypted, size});
    const bool is_opened = cipher_open(out, &key, buffer_text(&text), arena);
    buffer_free(&text);
    return is_opened;
}

/* A body of `size` bytes whose content has `length`, with this padding. */
static bool opens_laid_out(size_t size, uint32_t length, unsigned char padding)
{
    unsigned char plain[256];
    cipher_content_t out;
    arena_t arena = {0};
    memset(plain, 'x', sizeof plain);
    plain[16] = (unsigned char)(length >> 24);
    plain[17] = (unsigned char)(length >> 16);
    plain[18] = (unsigned char)(length >> 8);
    plain[19] = (unsigned char)length;
    for (size_t i = 0; i < padding && i < size; i++)
        plain[size - 1 - i] = padding;
    plain[size - 1] = padding;
    const bool is_opened = opens(plain, size, &out, &arena);
    if (is_opened) {
        cr_expect_eq(out.content.size, length);
        cr_expect_eq(out.receiver.size, size - padding - 20 - length);
    }
    arena_free(&arena);
    return is_opened;
}

Test(wechat_cipher, opens_what_it_seals_at_every_length)
{
    const cipher_key_t key = key_of(AES_KEY "m"), other = key_of("A" AES_KEY);
    char text[100];
    memset(text, 'y', sizeof text);
    for (size_t size = 0; size <= sizeof text; size++) {
        arena_t arena = {0};
        buffer_t sealed = {0};
        cipher_content_t out;
        cipher_seal(&sealed, &key, noise, &(cipher_content_t){{text, size}, TEXT_LITERAL(RECEIVER)});
        cr_assert(cipher_open(&out, &key, buffer_text(&sealed), &arena), "%zu", size);
        cr_expect(text_equal(out.content, (text_t){text, size}) &&
                  text_equal(out.receiver, TEXT_LITERAL(RECEIVER)));
        cr_expect(!cipher_open(&out, &other, buffer_text(&sealed), &arena), "%zu", size);
        buffer_free(&sealed);
        arena_free(&arena);
    }
}

Test(wechat_cipher, takes_a_padding_of_1_to_32)
{
    for (unsigned padding = 1; padding <= 32; padding++)
        cr_expect(opens_laid_out(64, 4, (unsigned char)padding), "%u", padding);
    for (unsigned padding = 33; padding <= 255; padding++)
        cr_expect(!opens_laid_out(64, 4, (unsigned char)padding), "%u", padding);
    cr_expect(!opens_laid_out(64, 4, 0));
}

Test(wechat_cipher, looks_at_every_byte_of_the_padding)
{
    arena_t arena = {0};
    cipher_content_t out;
    unsigned char plain[64] = {0};
    for (size_t wrong = 32; wrong <= 64; wrong++) {
        memset(plain + 32, 32, 32);
        if (wrong < 64)
            plain[wrong] = 31;
        cr_expect_eq(opens(plain, sizeof plain, &out, &arena), wrong == 64, "byte %zu", wrong);
    }
    arena_free(&arena);
}

Test(wechat_cipher, takes_a_length_within_the_rest)
{
    cr_expect(opens_laid_out(64, 0, 10));
    cr_expect(opens_laid_out(64, 34, 10));
    cr_expect(!opens_laid_out(64, 35, 10));
    cr_expect(!opens_laid_out(64, 64, 10));
    cr_expect(!opens_laid_out(64, 0x7fffffff, 10));
    cr_expect(!opens_laid_out(64, 0x80000000, 10));
    cr_expect(!opens_laid_out(64, 0xffffffff, 10));
    cr_expect(!opens_laid_out(64, 0xffffffec, 10)); /* 20 + it is 0 in 32 bits */
}

/* Random bytes and length alone are 20: 32 with a padding of 12, and too few with one of 13. */
Test(wechat_cipher, needs_20_bytes_before_the_padding)
{
    cr_expect(opens_laid_out(32, 0, 12));
    cr_expect(!opens_laid_out(32, 0, 13));
    cr_expect(!opens_laid_out(32, 0, 32));
    cr_expect(!opens_laid_out(16, 0, 16));
    cr_expect(!opens_laid_out(16, 0, 17));
    cr_expect(!opens_laid_out(16, 0, 1));
}

Test(wechat_cipher, takes_strict_base64_of_whole_blocks)
{
    static const char good[] =
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ==";
    static const char *const wrong[] = {
        "",
        "=",
        "====",
        "AAAA",
        " FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ==",
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ==\n",
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeo\nTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ==",
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ=",
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ",
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQA=",
        "FL6p/32lGgDt0RbZphahSASp2Nv+nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkR==",
        "FL6p/32lGgDt0RbZphahSASp2Nv-nmeoTCd56FW8a951x5CRjcRrUa58292A4Y+BryCC8oJzwi2jzZJwUmpCkQ==",
    };
    const cipher_key_t key = key_of(AES_KEY "m");
    cipher_content_t out;
    arena_t arena = {0};
    cr_expect(cipher_open(&out, &key, text_of(good), &arena));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect(!cipher_open(&out, &key, text_of(wrong[i]), &arena), "%s", wrong[i]);
    arena_free(&arena);
}

/* 43 digits are 258 bits, 2 more than the key has: `k` to `n` differ in those alone. */
Test(wechat_cipher, reads_a_key_with_bits_left_over)
{
    const cipher_key_t without = key_of(AES_KEY "k"), with = key_of(AES_KEY "n"), next = key_of(AES_KEY "o");
    cr_expect(memcmp(&without, &with, sizeof with) == 0);
    cr_expect(memcmp(&without, &next, sizeof next) != 0);
    cr_expect_eq(without.bytes[0], 0x2d); /* "Leid" is 2d e8 9d */
    cr_expect_eq(without.bytes[1], 0xe8);
    cr_expect_eq(without.bytes[2], 0x9d);
}

Test(wechat_cipher, reads_no_key_of_another_form)
{
    static const char *const wrong[] = {"",          AES_KEY,     AES_KEY "m=", AES_KEY "mm", AES_KEY "=",
                                        AES_KEY " ", AES_KEY "-", " " AES_KEY,  AES_KEY "\n"};
    cipher_key_t key;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect(!cipher_key_read(&key, text_of(wrong[i])), "%s", wrong[i]);
    cr_expect(!cipher_key_read(&key, TEXT_LITERAL(AES_KEY "\0")));
}
