/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Single requests to an S3-compatible object store, each tried once: signed by libcurl (AWS Signature Version
 * 4), over connections that are kept open between them. Blocking, for threads of the pool: any number of them
 * use one client at the same time.
 */
#ifndef LEIDA_COMMON_MEDIA_S3_CLIENT_H
#define LEIDA_COMMON_MEDIA_S3_CLIENT_H

#include "common/media/store.h"

typedef struct {
    const char *endpoint; /* "https://HOST[:PORT]" */
    const char *region;
    const char *bucket; /* named in the path; empty: the endpoint's host names it */
    const char *access_key, *secret_key;
    const char
        *authorities; /* PEM file of those that the store's certificate may be from; empty: the system's */
    int64_t patience; /* s that may pass with less than 1 KiB moving in each */
} s3_options_t;

enum { S3_WHY_SIZE = 256 };

typedef struct {
    long http;             /* status; 0: there was no whole answer */
    int64_t length;        /* bytes of the object, by the answer to HEAD; -1: not said */
    char why[S3_WHY_SIZE]; /* for the log, when it is not 2xx: what went wrong, or what the store says */
} s3_answer_t;

typedef struct s3_client s3_client_t;

/* Before other threads start. The strings are borrowed, and outlive it. */
s3_client_t *s3_client_new(const s3_options_t *options);
/* Nobody uses it any more. */
void s3_client_destroy(s3_client_t **self_p);

/* Appends the path of an object: "/BUCKET/NAME", or "/NAME". */
void s3_client_path(const s3_client_t *self, text_t name, buffer_t *path);

/* Asks whether an object is there, and how large it is. */
void s3_client_head(s3_client_t *self, const char *name, s3_answer_t *answer);
/* Puts the file there; the store compares its SHA-256. Redirects are not followed. */
void s3_client_put(s3_client_t *self, const media_file_t *file, s3_answer_t *answer);

/* Whether it is "http://" or "https://", a host, and maybe a port: a rule for configuration. */
bool s3_endpoint_valid(const char *text);
/* The same for regions and buckets: nothing, or letters, digits, '.', '_' and '-'. */
bool s3_word_valid(const char *text);

#endif
