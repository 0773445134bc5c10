/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What WeChat and WeCom encrypt in a callback (wechat.md 4): AES-256-CBC, its IV the first half of the key,
 * around
 *
 *   16 random bytes | length of the content, 4 bytes big-endian | content | receiver | 1 to 32 bytes of
 * padding
 *
 * where each byte of the padding is their number. All of it as base64.
 */
#ifndef LEIDA_SERVICES_WECHAT_CALLBACK_CIPHER_H
#define LEIDA_SERVICES_WECHAT_CALLBACK_CIPHER_H

#include "base/arena.h"
#include "base/buffer.h"

enum { CIPHER_KEY_CHARACTERS = 43, CIPHER_RANDOM_SIZE = 16, CIPHER_PADDING_MAX = 32 };

typedef struct {
    unsigned char bytes[32];
} cipher_key_t;

typedef struct {
    text_t content;
    text_t receiver; /* the appid or corpid that it was meant for: to be compared by the caller */
} cipher_content_t;

/* Reads an EncodingAESKey: 43 digits of base64, whose last may have bits set that are no part of the key.
 * False when it is none; the key is then untouched. */
bool cipher_key_read(cipher_key_t *self, text_t encoding_aes_key);

/* Opens what was encrypted with this key; the content lasts as long as the arena. False, without saying why,
 * when it is not strict base64 of whole blocks, or not of the form above; `out` is then untouched. */
bool cipher_open(cipher_content_t *out, const cipher_key_t *key, text_t encrypted, arena_t *arena);

/* Appends what cipher_open opens, as base64. The random bytes are the caller's; content is at most 2^32 - 1
 * bytes. */
void cipher_seal(buffer_t *out, const cipher_key_t *key, const unsigned char random[CIPHER_RANDOM_SIZE],
                 const cipher_content_t *content);

#endif
