/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy of a file that says less: of a picture what shows it (common/media/piece.h), without what phones
 * keep behind its end (videos, depth, further pictures, each with a position of its own); of an mp4 all but
 * where it was taken.
 */
#ifndef LEIDA_COMMON_MEDIA_CUT_H
#define LEIDA_COMMON_MEDIA_CUT_H

#include "proto/status.h"

/*
 * Writes what may be kept of a file's first `size` bytes, which media_kind_read took as one to cut, to
 * another file, which is empty, and its length in bytes into *written. Where the first EXIF goes and tells
 * the orientation, one of 26 bytes with nothing but that takes its place: only by that is a copy ever longer,
 * by 6 bytes. Boxes of an mp4 become free ones of the same size, since others are found by their offsets.
 * Both descriptors stay the caller's. Blocking.
 * STATUS_DONE; STATUS_INVALID: it is no whole picture or mp4; STATUS_UNAVAILABLE: it could not be read, or
 * the copy not be written (errno).
 */
status_t media_cut(int from, int64_t size, int to, int64_t *written);

#endif
