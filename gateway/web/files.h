/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of the pages, read into memory once, when the process starts: a table of paths. No request
 * touches the disk, and no path leads out of it. After that it only changes by being freed, so all threads
 * share it.
 */
#ifndef LEIDA_GATEWAY_WEB_FILES_H
#define LEIDA_GATEWAY_WEB_FILES_H

#include "base/buffer.h"

typedef enum { CODING_BROTLI, CODING_GZIP, CODING_NONE, CODING_COUNT } coding_t;

enum { WEB_TAG_SIZE = 24 /* of an entity tag with its quotes, and a NUL */ };

typedef struct {
    char *path;             /* below the root: "assets/a-1b2c.js" */
    const char *type;       /* media type */
    bool lasts;             /* of "assets/": its name has a hash of what is in it */
    bool has[CODING_COUNT]; /* in which codings it is there; CODING_NONE is always */
    buffer_t body[CODING_COUNT];
    char tag[WEB_TAG_SIZE - 4]; /* of the content, without its quotes: each coding adds a letter of its own */
} web_file_t;

typedef struct web_files web_files_t;

/* Reads all files below a folder; NAME.br and NAME.gz are NAME in those codings. NULL, and *why a line that
 * names the file, when one cannot be read, has a name beyond letters, digits, '.', '_' and '-', or all of
 * them are too many (1,000 files, 64 MiB), or index.html is not there. */
web_files_t *web_files_new(const char *root, buffer_t *why);
void web_files_destroy(web_files_t **self_p);

/* The file of a path below the root; NULL: there is none. */
const web_file_t *web_files_find(const web_files_t *self, text_t path);
/* How many there are, each counted once whatever codings it has. */
size_t web_files_count(const web_files_t *self);

#endif
