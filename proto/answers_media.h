/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a picture, video or file that was taken (docs/media.md). */
#ifndef LEIDA_PROTO_ANSWERS_MEDIA_H
#define LEIDA_PROTO_ANSWERS_MEDIA_H

#include "proto/row.h"

typedef struct {
    text_t url, type;
    int64_t size;          /* bytes */
    int64_t width, height; /* pixels, of a picture */
} media_row_t;

/* All that is told of a picture, and what of any other file. */
extern const column_table_t media_picture_columns, media_file_columns;

#endif
