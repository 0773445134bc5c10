/* SPDX-License-Identifier: Apache-2.0 */
/* A short digest by which a repeated request is told from another one under the same idempotency key. */
#ifndef LEIDA_COMMON_STORE_DIGEST_H
#define LEIDA_COMMON_STORE_DIGEST_H

#include "base/buffer.h"

/* Appends 16 hex digits that stand for the bytes (the beginning of their SHA-256). */
void digest_write(buffer_t *out, text_t bytes);

#endif
