/* SPDX-License-Identifier: Apache-2.0 */
/* What the walks of single kinds and media_kind_read share. */
#ifndef LEIDA_COMMON_MEDIA_KIND_PARTS_H
#define LEIDA_COMMON_MEDIA_KIND_PARTS_H

#include "common/media/bytes.h"
#include "common/media/kind.h"
#include "common/media/piece.h"

/* Walks a file that begins with the kind's magic bytes to its end, and tells a picture's width and height.
 * False: it is not whole, or not what the kind demands. */
typedef bool(kind_walk_fn)(media_kind_t *kind, media_bytes_t *bytes);

/* ITU-T T.81. */
kind_walk_fn kind_walk_jpeg;
/* ISO/IEC 15948. */
kind_walk_fn kind_walk_png;
/* RFC 9649. */
kind_walk_fn kind_walk_webp;
/* GIF89a specification. */
kind_walk_fn kind_walk_gif;
/* ISO/IEC 14496-12: a file with a video track. */
kind_walk_fn kind_walk_mp4;
/* ISO 32000: its head, and the way back from its end; objects are not looked at. */
kind_walk_fn kind_walk_pdf;

/* Notes a picture's size in pixels. False when it is empty or above the limits. */
bool kind_set_size(media_kind_t *kind, uint32_t width, uint32_t height);

/* Notes what stands behind a picture's end: zeros, which encoders pad with, go. False: there is more. */
bool kind_end(media_kind_t *kind, media_bytes_t *bytes, int64_t end);
/* Notes a piece that goes. */
void kind_judge(media_kind_t *kind, const media_piece_t *piece);
/* Makes width and height those of the picture as it is shown; 0: no orientation is told. */
void kind_turn(media_kind_t *kind, uint32_t orientation);

/* Whether bytes that begin there would be taken for a document where a guess is made: markup, pdf or zip. */
bool kind_is_document(media_bytes_t *bytes, int64_t at);

#endif
