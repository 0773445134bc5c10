/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every outcome that an answer can have: the one enum that services and the gateway share, and the one table
 * that maps it to the HTTP status, the JSON `code` and the text (api.md 1). Numbers go over the wire: never
 * reuse one.
 */
#ifndef LEIDA_PROTO_STATUS_H
#define LEIDA_PROTO_STATUS_H

#include "base/text.h"

typedef enum {
    STATUS_DONE = 0,         /* the text is the method's own */
    STATUS_EMPTY = 1,        /* done, but there was nothing: the method's other text */
    STATUS_NO_DATA = 2,      /* 302 */
    STATUS_NO_SUCH_ID = 3,   /* 302 */
    STATUS_NO_SUCH_TAG = 4,  /* 301 */
    STATUS_NO_RELATION = 5,  /* 307 */
    STATUS_CREDENTIALS = 6,  /* 400 */
    STATUS_INVALID = 7,      /* 402: the request's parameters */
    STATUS_BODY_INVALID = 8, /* 303: the body of a customer write */
    STATUS_KEY_REUSED = 9,   /* 409 */
    STATUS_TOO_MANY = 10,    /* 429 */
    STATUS_UNAVAILABLE = 11, /* 503 */
    STATUS_DEADLINE = 12,    /* 504 */
    STATUS_MALFORMED = 13,   /* HTTP 400 */
    STATUS_UNKNOWN_PATH = 14,
    STATUS_WRONG_METHOD = 15,
    STATUS_BODY_TOO_LARGE = 16,
    STATUS_URI_TOO_LONG = 17,
    STATUS_MEDIA_TYPE = 18,
    STATUS_PASSED = 19, /* from a service to the gateway: it cannot, another instance may; not applied */
    STATUS_PASSED_UNKNOWN = 20, /* the same, and it may have been applied */
    STATUS_HEAD_TOO_LARGE = 21,
    STATUS_TOO_SLOW = 22,       /* the request did not come in within its time */
    STATUS_HTTP_VERSION = 23,   /* neither HTTP/1.0 nor HTTP/1.1 */
    STATUS_CODING = 24,         /* a transfer coding other than chunked */
    STATUS_PHRASE_EXISTS = 25,  /* 301 */
    STATUS_NO_SUCH_PHRASE = 26, /* 302 */
    STATUS_TAG_EXISTS = 27,     /* 301 */
    STATUS_TAGS_FULL = 28,      /* 301 */
    STATUS_UPGRADE = 29,        /* a WebSocket of another version than 13 */
    STATUS_ORIGIN = 30,         /* a WebSocket with a session, opened by a page of another origin */
    STATUS_RAW = 31,            /* done; the answer is no envelope, but what raw_answer.h reads */
    STATUS_NO_ACCOUNT = 32,     /* 301: the company has no such WeChat account */
    STATUS_NO_TICKET = 33,      /* 402: nothing to sign an address with, or no address of ours */
    STATUS_REFUSED = 34,        /* HTTP 403: a callback that is not WeChat's */
    STATUS_COUNT
} status_t;

typedef struct {
    int http;         /* HTTP status */
    int code;         /* JSON code */
    const char *text; /* JSON msg; NULL: the method has its own */
    const char *name; /* for logs and metrics */
} status_info_t;

/* Any number is allowed: one that this build does not know (a newer service's) reads as STATUS_UNAVAILABLE.
 */
const status_info_t *status_info(unsigned status);

#endif
