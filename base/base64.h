/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 of RFC 4648 4, padded. */
#ifndef LEIDA_BASE_BASE64_H
#define LEIDA_BASE_BASE64_H

#include "base/buffer.h"

/* The 64 digits, in the order of their values, as a string. */
extern const char base64_digits[];

/* Appends the bytes. */
void base64_write(buffer_t *out, text_t bytes);

#endif
