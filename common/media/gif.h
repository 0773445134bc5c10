/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks of a gif (GIF89a specification), one after the other: for whoever judges or copies them. */
#ifndef LEIDA_COMMON_MEDIA_GIF_H
#define LEIDA_COMMON_MEDIA_GIF_H

#include "common/media/piece.h"

enum {
    GIF_SCREEN = 6,     /* where its descriptor begins, behind the signature */
    GIF_HEAD = 13,      /* bytes of both, before the screen's colours */
    GIF_IMAGE_HEAD = 10 /* bytes of an image's descriptor */
};

typedef struct {
    media_piece_t piece; /* with the sub-blocks that belong to it */
    bool is_image;       /* else the head, an extension, or the end */
} gif_block_t;

/* Reads the block that begins there; at 0 the file's head with its colours. False when there is none, or not
 * to its end. */
bool gif_read_block(media_bytes_t *bytes, int64_t at, gif_block_t *block);

#endif
