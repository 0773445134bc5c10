/* SPDX-License-Identifier: Apache-2.0 */
/* The store of media in an S3-compatible object store, so that every process sees the same: objects named as
 * the files are, public through signed URLs alone (specification of media). */
#ifndef LEIDA_COMMON_MEDIA_S3_H
#define LEIDA_COMMON_MEDIA_S3_H

#include "common/media/s3_client.h"

/*
 * Before other threads start; the caller destroys it. The strings are borrowed, and outlive it; `url`: where
 * clients get files from, without their names (a CDN); empty: from the store, by URLs signed for 10 minutes.
 * `keep` first asks whether the object is there, and tries up to four times, the last one 20 s after the
 * first at most, while the store is not reached or answers 408, 409, 429 or 5xx.
 */
media_store_t *s3_new(const s3_options_t *options, const char *url);

#endif
