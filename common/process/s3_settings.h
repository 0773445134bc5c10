/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration that say which object store keeps files, and the store that they make. */
#ifndef LEIDA_COMMON_PROCESS_S3_SETTINGS_H
#define LEIDA_COMMON_PROCESS_S3_SETTINGS_H

#include "common/media/s3.h"
#include "common/process/settings.h"

typedef struct {
    char *endpoint, *region, *bucket;
    char *access_key, *secret_key;
    char *authorities; /* a PEM file; empty: the system's */
    int64_t patience;  /* s */
    char *url;         /* where clients get files from; empty: the store */
} s3_settings_t;

/* A rule of config_key_t: empty, or an http or https URL that names can follow. */
bool s3_settings_url_valid(const char *value);
/* The same: empty, or as s3_endpoint_valid takes it. */
bool s3_settings_endpoint_valid(const char *value);

/* So long at most that a signed URL goes into the head of an answer (DOCUMENT_HEAD_MAX). */
#define S3_STRING(settings, place, name, longest, ...)                                                       \
    COMMON_KEY(settings, place, name, CONFIG_STRING, __VA_ARGS__, .max = (longest))
#define S3_WORD(settings, place, name, value, text)                                                          \
    S3_STRING(settings, place, name, 63, value, .valid = s3_word_valid,                                      \
              .allowed = "letters, digits, '.', '_' and '-'", .help = (text))

/* The keys of the s3_settings_t that is the member `s3` of the struct `settings`. */
#define S3_KEYS(settings, s3)                                                                                \
    S3_STRING(settings, s3.endpoint, "media.s3.endpoint", 255, "", .valid = s3_settings_endpoint_valid,      \
              .allowed = "http(s)://HOST or http(s)://HOST:PORT",                                            \
              .help = "the object store, where media.store is s3"),                                          \
        S3_WORD(settings, s3.region, "media.s3.region", "us-east-1",                                         \
                "the region that requests are signed for; stores without any take the default"),             \
        S3_WORD(settings, s3.bucket, "media.s3.bucket", "",                                                  \
                "the bucket, which goes into the path; empty: the endpoint's host names it"),                \
        S3_STRING(settings, s3.access_key, "media.s3.access_key", 128, "",                                   \
                  .help = "the account that may put and get objects: s3:PutObject and s3:GetObject"),        \
        S3_STRING(settings, s3.secret_key, "media.s3.secret_key", 255, "", .secret = true,                   \
                  .help = "the secret key of that account"),                                                 \
        S3_STRING(settings, s3.authorities, "media.s3.authorities", 4096, "",                                \
                  .help = "PEM file of the authorities that the store's certificate may be from; empty: "    \
                          "the system's"),                                                                   \
        COMMON_KEY(settings, s3.patience, "media.s3.patience", CONFIG_INT, "5", .min = 1, .max = 300,        \
                   .help = "seconds after which a request to the store is given up in which it moves "       \
                           "less than 1 KiB a second"),                                                      \
        S3_STRING(settings, s3.url, "media.url", 512, "", .valid = s3_settings_url_valid,                    \
                  .allowed = "an http or https URL",                                                         \
                  .help = "where clients get files from, with s3: a URL that names follow, such as a "       \
                          "CDN's; empty: URLs of the store that are signed for 10 minutes")

/* Whether the keys that a store needs are there: appends what is wrong, as config_table_t's check. */
bool s3_settings_fit(const s3_settings_t *self, buffer_t *why);

/* The store; the settings outlive it. NULL, and why, when it cannot be. */
media_store_t *s3_settings_store(const s3_settings_t *self, buffer_t *why);

#endif
