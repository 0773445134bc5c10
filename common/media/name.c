/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/name.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/hex.h"

static const media_suffix_t suffixes[] = {
    {"jpg", "image/jpeg", false}, {"png", "image/png", false}, {"webp", "image/webp", false},
    {"gif", "image/gif", false},  {"mp4", "video/mp4", false}, {"pdf", "application/pdf", true},
};

void media_name_make(char name[MEDIA_NAME_SIZE], text_t secret, const char sha256[MEDIA_DIGEST_SIZE],
                     const char *suffix)
{
    char digest[HASH_SHA256_SIZE];
    hash_hmac_sha256(digest, secret, (text_t){sha256, MEDIA_DIGEST_SIZE});
    snprintf(name, MEDIA_NAME_SIZE, "%.*s.%s", MEDIA_KEY_SIZE, digest, suffix);
}

const media_suffix_t *media_name_read(text_t name)
{
    if (name.size <= MEDIA_KEY_SIZE + 1 || name.data[MEDIA_KEY_SIZE] != '.' ||
        !hex_is((text_t){name.data, MEDIA_KEY_SIZE}))
        return NULL;
    text_t suffix = {name.data + MEDIA_KEY_SIZE + 1, name.size - MEDIA_KEY_SIZE - 1};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (text_equal(suffix, text_of(suffixes[i].suffix)))
            return &suffixes[i];
    return NULL;
}
