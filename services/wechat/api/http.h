/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to WeChat's hosts, many at a time on the one loop, by libcurl. To a fixed base and path only; TLS
 * is checked, no redirect is followed, no proxy is used (wechat.md 8). Each request is sent once: libcurl is
 * kept from sending what failed on a connection of earlier requests again, for it may have arrived.
 */
#ifndef LEIDA_SERVICES_WECHAT_API_HTTP_H
#define LEIDA_SERVICES_WECHAT_API_HTTP_H

#include "base/buffer.h"
#include "common/loop/loop.h"

typedef struct http http_t;
typedef struct http_host http_host_t;

enum {
    HTTP_CONNECT_MS = 2000,
    HTTP_WHOLE_MS = 8000, /* for a request, its time in the queue aside, which is as long at most */
    HTTP_JSON_MAX = 1024 * 1024,
    HTTP_MEDIA_MAX = 10 * 1024 * 1024, /* bytes */
    HTTP_QUEUE = 16                    /* times as many wait for a host as may be under way to it */
};

typedef struct {
    size_t calls;            /* under way to one host, at most */
    const char *authorities; /* PEM file of those that certificates may be from; NULL: the system's */
    int64_t whole;           /* ms; 0: HTTP_WHOLE_MS */
} http_options_t;

typedef enum {
    HTTP_ANSWERED, /* whole, whatever its status says */
    HTTP_BROKEN,   /* no connection, or it ended too early */
    HTTP_TIMED_OUT,
    HTTP_TOO_LARGE, /* the answer */
    HTTP_CROWDED,   /* too many wait for this host, or it waited too long */
    HTTP_ENDED      /* this process ends */
} http_outcome_t;

/* It lasts until the return of `done`. */
typedef struct {
    http_outcome_t outcome;
    bool sent;   /* the host may have got some of the request */
    int status;  /* of HTTP_ANSWERED */
    text_t type; /* the media type, as it says; may be empty */
    text_t body;
    const char *why; /* for logs: a constant; NULL of HTTP_ANSWERED */
} http_answer_t;

/* Called once, never before http_send has returned. */
typedef void(http_done_fn)(void *context, const http_answer_t *answer);

typedef struct {
    text_t path;  /* "/cgi-bin/x", behind the base */
    text_t query; /* without '?', percent-encoded; empty: none */
    text_t body;  /* JSON; empty: GET */
    size_t limit; /* bytes of the answer, at most */
    bool once;    /* a GET that does something: it gets a connection of its own */
} http_request_t;

/* NULL when libcurl does not start. */
http_t *http_new(loop_t *loop, const http_options_t *options);
/* Ends it with its hosts: whoever still waits is called, HTTP_ENDED. Not from within `done`. */
void http_destroy(http_t **self_p);

/* A host by its base, "https://HOST[:PORT][/PATH]", one that web_address_is_base takes. It is http's. */
http_host_t *http_host_new(http_t *http, const char *base);

/* Sends a request, or has it wait for its turn. Everything is copied. */
void http_send(http_host_t *self, const http_request_t *request, http_done_fn *done, void *context);

/* Requests that wait or are under way. */
size_t http_pending(const http_t *self);

#endif
