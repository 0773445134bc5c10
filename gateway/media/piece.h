/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of what pictures' files are a row: segments, chunks, blocks. There are more places in which a file may say
 * where it was taken than anybody knows, and new ones come, so a piece stays only where it is one that shows
 * the picture: its pixels, colours, frames, and which way up. All others go (media_cut).
 */
#ifndef LEIDA_GATEWAY_MEDIA_PIECE_H
#define LEIDA_GATEWAY_MEDIA_PIECE_H

#include "gateway/media/exif.h"

typedef struct {
    int64_t at, next;     /* where it begins, and the next one */
    bool is_to_drop;      /* it shows nothing, and may say where */
    bool is_last;         /* it ends the picture */
    uint32_t orientation; /* that it tells (EXIF's 1 to 8); 0: none */
} media_piece_t;

/* What becomes of a piece that is an EXIF: one with nothing but an orientation stays. */
static inline void media_piece_judge_exif(media_piece_t *self, const exif_t *exif)
{
    self->is_to_drop = !exif->is_plain;
    self->orientation = exif->orientation;
}

#endif
