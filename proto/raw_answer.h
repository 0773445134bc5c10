/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in a reply of STATUS_RAW in place of `data`: an HTTP answer that is no envelope
 * (method_t.answers says which methods may have one). A msgpack array
 *
 *   [HTTP status, media type, location, cookie, cookie's seconds, body]
 *
 * whose elements behind those a reader ignores. What is in it becomes part of an HTTP head, so the reader
 * takes little: statuses and media types of a list, a location and a cookie without anything that could end a
 * line.
 */
#ifndef LEIDA_PROTO_RAW_ANSWER_H
#define LEIDA_PROTO_RAW_ANSWER_H

#include "proto/method.h"

enum {
    RAW_LOCATION_MAX = 4096, /* bytes */
    RAW_COOKIE_MAX = 64,
    RAW_COOKIE_SECONDS_MAX = 24 * 3600,
    RAW_BODY_MAX = 256 * 1024
};

/* On the wire: never another number. */
typedef enum { RAW_PLAIN = 1, RAW_PNG = 2 } raw_type_t;

typedef struct {
    int http; /* 200, 302, 400, 403, 404, 413 or 503 */
    raw_type_t type;
    text_t location;        /* with 302, and only there: an absolute URL of http or https, visible ASCII */
    text_t cookie;          /* the value that CONTRACT_LOGIN_COOKIE is to have: letters, digits, - and _.
                               Empty: it stays as it is. Only with 302 */
    int64_t cookie_seconds; /* how long the browser keeps it, from 1 on */
    text_t body;            /* empty but with 200 */
} raw_answer_t;

/* Appends it. What is written must be what raw_answer_read takes for some method. */
void raw_answer_write(buffer_t *out, const raw_answer_t *answer);

/* Reads what a service answered to a call of the method; slices borrow from `bytes`. False when the bytes are
 * not exactly one such array with values as above, or not what this method is answered with: a location and a
 * cookie are ANSWERS_REDIRECT's, a picture ANSWERS_PICTURE's, a text ANSWERS_CALLBACK's, and an envelope's
 * method has nothing of it. */
bool raw_answer_read(text_t bytes, const method_t *method, raw_answer_t *answer);

/* "text/plain; charset=utf-8" or "image/png". */
const char *raw_type_name(raw_type_t type);

#endif
