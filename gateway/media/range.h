/* SPDX-License-Identifier: Apache-2.0 */
/* The field Range, with one range of bytes (RFC 9110 14.1.2). Pure. */
#ifndef LEIDA_GATEWAY_MEDIA_RANGE_H
#define LEIDA_GATEWAY_MEDIA_RANGE_H

#include "base/text.h"

typedef enum {
    MEDIA_RANGE_NONE,    /* none that is understood: all is asked for. Several ranges are none */
    MEDIA_RANGE_PART,    /* from *from to *to, the last byte */
    MEDIA_RANGE_NOWHERE, /* none of its bytes is there */
} media_range_t;

/* What a value asks for of something of `size` bytes. */
media_range_t media_range_read(text_t value, int64_t size, int64_t *from, int64_t *to);

#endif
