/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signature of a callback: the SHA-1 of its parts (token, timestamp, nonce and, where something is
 * encrypted, that), sorted by their bytes and joined without anything between them (wechat.md 4).
 */
#ifndef LEIDA_SERVICES_WECHAT_CALLBACK_SIGNATURE_H
#define LEIDA_SERVICES_WECHAT_CALLBACK_SIGNATURE_H

#include "base/text.h"

enum { CALLBACK_SIGNATURE_SIZE = 40, CALLBACK_PARTS_MAX = 4 };

/* Writes the signature of 1 to CALLBACK_PARTS_MAX parts as lower-case hex digits, not NUL-terminated. */
void callback_sign(char hex[CALLBACK_SIGNATURE_SIZE], const text_t *parts, size_t count);

/* Whether `given` is the signature of these parts: exactly 40 lower-case hex digits. How long it takes does
 * not tell where it differs. */
bool callback_is_signed(text_t given, const text_t *parts, size_t count);

#endif
