/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file read by offset through one window, for walks over what it is made of: little memory however long it
 * is, and no read past its end. What is read forward is read from the disk once.
 */
#ifndef LEIDA_COMMON_MEDIA_BYTES_H
#define LEIDA_COMMON_MEDIA_BYTES_H

#include "base/text.h"

enum { MEDIA_WINDOW = 16 * 1024 };

typedef struct {
    int file;      /* borrowed */
    int64_t size;  /* of the file */
    int64_t at;    /* where in it the window begins */
    size_t length; /* of the window that is filled */
    bool failed;   /* the file could not be read, or is shorter than `size`: no verdict on what it is */
    unsigned char window[MEDIA_WINDOW];
} media_bytes_t;

/* `size`: bytes of the file that are looked at; the descriptor stays the caller's. */
void media_bytes_open(media_bytes_t *self, int file, int64_t size);

/* The `size` bytes at an offset, at most MEDIA_WINDOW, until the next call. NULL when the file does not have
 * them, and with `failed` when it could not be read. */
const unsigned char *media_bytes_at(media_bytes_t *self, int64_t offset, size_t size);

/* Whether these bytes stand there. */
bool media_bytes_are(media_bytes_t *self, int64_t offset, text_t expected);

/* Where the next byte of that value stands in [from, to); -1: nowhere. */
int64_t media_bytes_find(media_bytes_t *self, int64_t from, int64_t to, unsigned char value);

/* Where the next byte of another value stands in [from, to), or one that cannot be read; `to`: nowhere. */
int64_t media_bytes_skip(media_bytes_t *self, int64_t from, int64_t to, unsigned char value);

/* Whether nothing but zeros, or nothing at all, stands from there to the end of the file. */
bool media_bytes_are_zero(media_bytes_t *self, int64_t from);

/* Whether the word, in lower case and at most 64 bytes, stands in [from, to) in letters of either case. */
bool media_bytes_have(media_bytes_t *self, int64_t from, int64_t to, text_t word);

/* Numbers as formats have them. */
static inline uint32_t media_big16(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 8 | bytes[1];
}

static inline uint32_t media_big32(const unsigned char *bytes)
{
    return media_big16(bytes) << 16 | media_big16(bytes + 2);
}

static inline uint32_t media_little16(const unsigned char *bytes)
{
    return (uint32_t)bytes[1] << 8 | bytes[0];
}

static inline uint32_t media_little24(const unsigned char *bytes)
{
    return (uint32_t)bytes[2] << 16 | media_little16(bytes);
}

static inline uint32_t media_little32(const unsigned char *bytes)
{
    return media_little16(bytes + 2) << 16 | media_little16(bytes);
}

#endif
