/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of files that are kept: 40 hex digits and the suffix of their kind. They follow from the bytes
 * and a secret: the same file twice has one name, and nobody can guess it, not even who has the file. Pure.
 */
#ifndef LEIDA_COMMON_MEDIA_NAME_H
#define LEIDA_COMMON_MEDIA_NAME_H

#include "common/media/store.h"

/* What clients are told of a file, which its suffix says. */
typedef struct {
    const char *suffix;
    const char *type;   /* media type */
    bool is_attachment; /* to be saved by browsers, not shown */
} media_suffix_t;

/* Writes a name, NUL-terminated: the first digits of HMAC-SHA256(secret, SHA-256 of the file as lower-case
 * hex digits), a dot and the suffix, which is one that media_name_read knows. */
void media_name_make(char name[MEDIA_NAME_SIZE], text_t secret, const char sha256[MEDIA_DIGEST_SIZE],
                     const char *suffix);

/* What the suffix of a name says. NULL: it is no name, whatever else it may be. */
const media_suffix_t *media_name_read(text_t name);

#endif
