/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 of RFC 4648 4, padded. */
#ifndef LEIDA_BASE_BASE64_H
#define LEIDA_BASE_BASE64_H

#include "base/buffer.h"

/* Appends the bytes. */
void base64_write(buffer_t *out, text_t bytes);
/* Whether it consists of the 64 digits alone: padding is none. */
bool base64_has_only_digits(text_t text);

/* Room for the bytes of that many characters. */
#define BASE64_BYTES_MAX(characters) ((characters) / 4 * 3)
/* Reads what base64_write writes into `bytes`, which has room for BASE64_BYTES_MAX of its size. False when it
 * is anything else: blanks, another padding, bits that are no part of a byte. `*size` is set where it is
 * true. */
bool base64_read(void *bytes, size_t *size, text_t text);

#endif
