/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the gateway keeps pictures and files, as LEIDA_MEDIA_STORE, LEIDA_MEDIA_FOLDER and LEIDA_MEDIA_KEY
 * say to leidactl and to it alike (docs/configuration.md).
 */
#ifndef LEIDA_TOOLS_LEIDACTL_MEDIA_PLACE_H
#define LEIDA_TOOLS_LEIDACTL_MEDIA_PLACE_H

#include "base/buffer.h"

#define PLACE_URL "/media/" /* the path at which the gateway serves the file of a name */
enum { PLACE_DIGITS = 40 }; /* hex digits that a name has, before its suffix */

typedef enum { PLACE_NONE, PLACE_FOLDER, PLACE_S3 } place_kind_t;

typedef struct {
    place_kind_t kind;
    const char *folder; /* of PLACE_FOLDER */
    buffer_t key;       /* what names are made with; empty: none was given */
} place_t;

/* Reads the settings; free it with place_free. A store that nobody knows, or a key that cannot be read, ends
 * the process with a message. Without LEIDA_MEDIA_STORE a folder that is named is the store. */
void place_read(place_t *self);
void place_free(place_t *self);

/* Appends the name that these bytes have in the store, ".SUFFIX" included: the first digits of
 * HMAC-SHA256(key, SHA-256 of the bytes as hex digits). */
void place_write_name(const place_t *self, buffer_t *out, text_t bytes, text_t suffix);
/* Puts the bytes into the folder under their name, if they are not there; a folder that does not take them
 * ends the process with a message. */
void place_keep(const place_t *self, text_t name, text_t bytes);

/* Whether it looks like a name: 40 lower-case hex digits, a dot, and a suffix of letters and digits. */
bool place_is_name(text_t name);

#endif
