/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration that say where files are kept and which are taken, and what they make. */
#ifndef LEIDA_COMMON_PROCESS_MEDIA_SETTINGS_H
#define LEIDA_COMMON_PROCESS_MEDIA_SETTINGS_H

#include "common/media/media.h"
#include "common/process/s3_settings.h"
#include "common/process/settings.h"

typedef enum { MEDIA_STORE_NONE, MEDIA_STORE_FOLDER, MEDIA_STORE_S3 } media_store_kind_t;

typedef struct {
    int64_t store; /* media_store_kind_t */
    char *folder, *key;
    int64_t picture, video, attachment; /* bytes */
    int64_t least_free;                 /* bytes */
    int64_t threads;
    s3_settings_t s3;
} media_settings_t;

extern const char *const media_stores[];

#define MEDIA_INT(settings, place, name, value, least, most, text)                                           \
    COMMON_KEY(settings, place, name, CONFIG_INT, value, .min = (least), .max = (most), .help = (text))
#define MEDIA_LIMIT(settings, place, name, value, text)                                                      \
    MEDIA_INT(settings, place, name, value, 1024, 1073741824, text)

/* The keys of the media_settings_t that is the member `media` of the struct `settings`. */
#define MEDIA_KEYS(settings, media)                                                                          \
    COMMON_KEY(settings, media.store, "media.store", CONFIG_CHOICE, "none", .choices = media_stores,         \
               .help = "where uploaded pictures, videos and files are kept; none: there are no uploads"),    \
        COMMON_KEY(settings, media.folder, "media.folder", CONFIG_STRING, "", .max = 4096,                   \
                   .help = "the folder that they are kept in; in its folder spool they come in, also with "  \
                           "s3"),                                                                            \
        COMMON_KEY(settings, media.key, "media.key", CONFIG_STRING, "", .max = 1024, .secret = true,         \
                   .help = "the secret that names of files are made with, 32 characters at least; the same " \
                           "for all gateways and leida-wechat, and for as long as there is a store"),        \
        MEDIA_LIMIT(settings, media.picture, "media.picture_limit", "10485760", "bytes of a picture"),       \
        MEDIA_LIMIT(settings, media.video, "media.video_limit", "52428800", "bytes of a video"),             \
        MEDIA_LIMIT(settings, media.attachment, "media.file_limit", "10485760", "bytes of any other file"),  \
        MEDIA_INT(settings, media.least_free, "media.least_free", "1073741824", 0, INT64_MAX,                \
                  "bytes that the disk of media.folder is to have left; below that uploads are answered "    \
                  "503"),                                                                                    \
        MEDIA_INT(settings, media.threads, "media.threads", "4", 1, 64,                                      \
                  "threads that check and keep files, and in the gateway as many that read them"),           \
        S3_KEYS(settings, media.s3)

/* Whether the keys fit together: appends what is wrong, as config_table_t's check. */
bool media_settings_fit(const media_settings_t *self, buffer_t *why);

/* Opens the store and starts the threads, before the loops; those that read only where files are to be given
 * as well (`serves`). False after logging what failed. *media is zeroed
 * where there is to be no store; otherwise it is to be closed in either case. */
bool media_settings_open(const media_settings_t *self, bool serves, media_t *media);
/* Closes what media_settings_open opened; after the loops. */
void media_settings_close(media_t *media);

#endif
