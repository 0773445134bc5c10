/* SPDX-License-Identifier: Apache-2.0 */
/* One request, and how libcurl is told of it. For the http*.c files alone. */
#ifndef LEIDA_SERVICES_WECHAT_API_HTTP_PARTS_H
#define LEIDA_SERVICES_WECHAT_API_HTTP_PARTS_H

#include "base/list.h"
#include "services/wechat/api/http.h"

typedef struct {
    http_host_t *host;
    http_done_fn *done;
    void *context;
    link_t place;  /* among those that wait, are under way, or have ended */
    int64_t due;   /* ms of the loop: until then it waits for its turn */
    void *easy;    /* a CURL; NULL: not started */
    void *headers; /* a curl_slist */
    buffer_t path, query, url;
    buffer_t body;
    size_t body_sent; /* bytes */
    bool once;
    size_t limit;
    size_t head_size; /* bytes of the answer's head */
    bool is_too_large;
    buffer_t received;
    char *type; /* of the answer */
    http_answer_t answer;
} http_call_t;

/* Copies the request. */
http_call_t *http_call_new(http_host_t *host, const http_request_t *request, http_done_fn *done,
                           void *context);
void http_call_destroy(http_call_t **self_p);

/* Makes its CURL; false when libcurl refuses. */
bool http_call_set_up(http_call_t *self, const char *base, const http_options_t *options);
/* Fills the answer from what libcurl says in the end, a CURLcode. */
void http_call_read(http_call_t *self, int result);
/* The same where it is given up. */
void http_call_abandon(http_call_t *self);

#endif
