/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an uploaded file is, told from its bytes alone: never from its name or from what the client says. The
 * whole structure is walked, from its magic bytes to its very end, and nothing is decoded: work and memory
 * are bounded by the size of the file however hostile it is. Blocking: for a thread of the pool.
 */
#ifndef LEIDA_COMMON_MEDIA_KIND_H
#define LEIDA_COMMON_MEDIA_KIND_H

#include "proto/status.h"

/* Above these a picture is refused: what shows it would need 400 MB for it. */
enum { MEDIA_SIDE_MAX = 16384, MEDIA_PIXELS_MAX = 100 * 1000 * 1000 };

typedef struct {
    const char *type;       /* media type: "image/jpeg" */
    const char *suffix;     /* of a name: "jpg" */
    bool is_picture;        /* else a video or an attachment */
    bool is_attachment;     /* to be downloaded, not shown */
    bool is_to_cut;         /* a picture with more than shows it, or an mp4 with its position: what is kept is
                             * what media_cut writes of it */
    int64_t dropped;        /* bytes of it that come before others and go */
    uint32_t width, height; /* pixels, as it is shown (turned as its orientation says); else 0 */
} media_kind_t;

/*
 * What the first `size` bytes of the file are, which are all of it; the descriptor stays the caller's, and
 * its position as it is. STATUS_DONE; STATUS_INVALID, with *kind zeroed: none of jpeg, png, webp, gif, mp4
 * and pdf, cut short, not what its kind demands (specification of media, "What is taken"), something else as
 * well (markup, pdf or zip in or behind it), or a picture above the limits; STATUS_UNAVAILABLE, likewise: it
 * could not be read. Bytes behind the end are STATUS_INVALID too, but for zeros behind a png's or a gif's,
 * and for a jpeg's, where phones keep videos, depth and further pictures: is_to_cut.
 */
status_t media_kind_read(media_kind_t *kind, int file, int64_t size);

#endif
