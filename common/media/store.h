/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where pictures, videos and files are kept: a folder (folder.h), or an object store (s3.h). One for the
 * whole process: all its threads use it at the same time. Whoever implements it has a media_store_t as first
 * member.
 */
#ifndef LEIDA_COMMON_MEDIA_STORE_H
#define LEIDA_COMMON_MEDIA_STORE_H

#include "base/buffer.h"
#include "proto/status.h"

enum {
    MEDIA_DIGEST_SIZE = 64, /* hex digits of a SHA-256 */
    MEDIA_KEY_SIZE = 40,    /* hex digits that a name begins with, … */
    MEDIA_NAME_SIZE = 48    /* … and room for a whole name: a dot, its kind's suffix, a NUL */
};

/* A whole file, checked, with the name that it is to have. All is borrowed. */
typedef struct {
    int file;           /* open for reading; where it stands is not said */
    const char *path;   /* of the same, in the spool */
    int64_t size;       /* bytes, at least 1 */
    const char *name;   /* 40 hex digits and a suffix: "0123….jpg" */
    const char *type;   /* media type: "image/jpeg" */
    bool is_attachment; /* to be saved by browsers, not shown */
    const char *sha256; /* of all its bytes: 64 lower-case hex digits and a NUL */
} media_file_t;

typedef struct media_store media_store_t;

typedef struct {
    /* Keeps the file under its name; one that is there already has the same bytes. STATUS_DONE: it is there,
     * and will be after a power cut; STATUS_UNAVAILABLE, after logging why: it may be there or not, and
     * trying again does no harm. The file at `path` may be gone then (it was renamed): the caller removes
     * what is left. Blocks, but ends by itself: on a thread of the pool, several at a time. */
    status_t (*keep)(media_store_t *self, const media_file_t *file);
    /* Where clients are to get the file of a name from, which is well-formed, but maybe of none that is kept:
     * appends the URL and returns true. False: from the gateway, by `open`. Does not block: on a loop's
     * thread. */
    bool (*address)(media_store_t *self, text_t name, buffer_t *url);
    /* Opens the file of a well-formed name for reading: its descriptor, which is the caller's; -1 with errno
     * (ENOENT: there is none). Blocks: on a thread of the pool. NULL where `address` is always true. */
    int (*open)(media_store_t *self, const char *name);
    /* Frees it and nulls the pointer; nobody uses it any more. */
    void (*destroy)(media_store_t **self_p);
} media_store_functions_t;

struct media_store {
    const media_store_functions_t *functions;
};

#endif
