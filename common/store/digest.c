/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/digest.h"

#include "base/hash.h"

enum { DIGEST_DIGITS = 16 };

void digest_write(buffer_t *out, text_t bytes)
{
    char hash[HASH_SHA256_SIZE];
    hash_sha256(hash, bytes);
    buffer_append(out, hash, DIGEST_DIGITS);
}
