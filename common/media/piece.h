/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of what pictures' files are a row: segments, chunks, blocks. There are more places in which a file may say
 * where it was taken than anybody knows, and new ones come, so a piece stays only where it is one that shows
 * the picture: its pixels, colours, frames, and which way up. All others go (media_cut).
 */
#ifndef LEIDA_COMMON_MEDIA_PIECE_H
#define LEIDA_COMMON_MEDIA_PIECE_H

#include "common/media/exif.h"

typedef struct {
    int64_t at, next;     /* where it begins, and the next one */
    bool is_to_drop;      /* it shows nothing, and may say where */
    bool is_last;         /* it ends the picture */
    bool is_exif;         /* one that browsers read, or try to */
    bool is_pixels;       /* browsers look for an EXIF before it */
    uint32_t orientation; /* that it tells (EXIF's 1 to 8); 0: none */
} media_piece_t;

/* Which way up a picture is shown, while its pieces are read; begins as {0}. */
typedef struct {
    bool has_exif, has_pixels;
    uint32_t orientation; /* 0: as its pixels lie */
} media_turn_t;

/* What becomes of a piece that is an EXIF: one with nothing but an orientation stays. */
static inline void media_piece_judge_exif(media_piece_t *self, const exif_t *exif)
{
    self->is_exif = true;
    self->is_to_drop = !exif->is_plain;
    self->orientation = exif->orientation;
}

/* Takes the next piece. Browsers turn a picture by its first EXIF and no other, even where that tells
 * nothing: others go, since one of them would become the first where that goes. */
static inline void media_turn_judge(media_turn_t *self, media_piece_t *piece)
{
    self->has_pixels |= piece->is_pixels;
    if (!piece->is_exif)
        return;
    if (self->has_exif) {
        piece->is_to_drop = true;
        piece->orientation = 0;
    }
    if (!self->has_exif && !self->has_pixels)
        self->orientation = piece->orientation;
    self->has_exif = true;
}

#endif
