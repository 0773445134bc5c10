/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_media.h"

#define MEDIA(name, type, member, help) COLUMN(name, type, media_row_t, member, help, NULL)

static const column_t columns[] = {
    MEDIA("url", COLUMN_TEXT, url, "where it is served: for the url of a message"),
    MEDIA("type", COLUMN_TEXT, type, "its media type, by its bytes"),
    MEDIA("size", COLUMN_INT, size, "bytes that are kept; of a jpeg maybe fewer than were sent"),
    MEDIA("width", COLUMN_INT, width, "pixels; of pictures only"),
    MEDIA("height", COLUMN_INT, height, "pixels; of pictures only"),
};
enum { OF_ALL = 3 };

const column_table_t media_picture_columns = COLUMN_TABLE(columns);
const column_table_t media_file_columns = COLUMN_TABLE_OF(columns, OF_ALL);
