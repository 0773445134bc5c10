/* SPDX-License-Identifier: Apache-2.0 */
#include "common/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

enum { DIGEST_BYTES = 8 };

void digest_write(buffer_t *out, text_t bytes)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[EVP_MAX_MD_SIZE];
    if (EVP_Digest(bytes.data ? bytes.data : "", bytes.size, hash, NULL, EVP_sha256(), NULL) != 1)
        abort();
    char *at = buffer_reserve(out, 2 * DIGEST_BYTES);
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        *at++ = digits[hash[i] >> 4];
        *at++ = digits[hash[i] & 15];
    }
    out->size += 2 * DIGEST_BYTES;
}
