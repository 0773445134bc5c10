/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 of RFC 4648 4, padded. */
#ifndef LEIDA_BASE_BASE64_H
#define LEIDA_BASE_BASE64_H

#include "base/buffer.h"

/* Appends the bytes. */
void base64_write(buffer_t *out, text_t bytes);
/* Whether it consists of the 64 digits alone: padding is none. */
bool base64_has_only_digits(text_t text);

#endif
