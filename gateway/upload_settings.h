/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration that say where files are kept, which are taken, and how many. */
#ifndef LEIDA_GATEWAY_UPLOAD_SETTINGS_H
#define LEIDA_GATEWAY_UPLOAD_SETTINGS_H

#include "common/process/media_settings.h"
#include "gateway/uploads.h"

typedef struct {
    media_settings_t media;
    int64_t rate;    /* uploads a minute of a caller */
    int64_t uploads; /* at a time */
} upload_settings_t;

/* The keys of the upload_settings_t that is the member `uploads` of the struct `settings`. */
#define UPLOAD_KEYS(settings, place)                                                                         \
    MEDIA_KEYS(settings, place.media),                                                                       \
        MEDIA_INT(settings, place.rate, "media.rate", "20", 0, 100000,                                       \
                  "uploads a minute of one staff user or customer, all threads together; 0: no limit"),      \
        MEDIA_INT(settings, place.uploads, "media.uploads", "64", 1, 10000,                                  \
                  "uploads in progress at most, all threads together; what is beyond is answered 503")

/* What one of `workers` is to hold to. `media` outlives it. */
uploads_options_t upload_settings_options(const upload_settings_t *self, size_t workers,
                                          const media_t *media);

#endif
