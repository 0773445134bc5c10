/* SPDX-License-Identifier: Apache-2.0 */
/* URLs that let whoever has them get one object for a while: AWS Signature Version 4 in the query ("Signature
 * Calculations for the Authorization Header: Using Query Parameters" of the Amazon S3 API Reference). */
#ifndef LEIDA_COMMON_MEDIA_PRESIGN_H
#define LEIDA_COMMON_MEDIA_PRESIGN_H

#include "base/buffer.h"

typedef struct {
    text_t endpoint; /* "https://HOST" or "https://HOST:PORT", without a slash behind it */
    text_t path; /* "/BUCKET/NAME": of letters, digits, '/', '-', '.', '_' and '~', which need no escape */
    text_t region;
    text_t access_key, secret_key;
    int64_t time;     /* ms since 1970: the URL is good from then on, … */
    int64_t lifetime; /* … for so many seconds */
} presign_t;

/* Appends the URL. Computes some 20 blocks of SHA-256: microseconds. */
void presign_get(buffer_t *url, const presign_t *what);

#endif
