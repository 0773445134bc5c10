/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway over HTTP, for subcommands that call it: one request after the other, over one connection. */
#ifndef LEIDA_TOOLS_LEIDACTL_HTTP_H
#define LEIDA_TOOLS_LEIDACTL_HTTP_H

#include "base/buffer.h"

typedef struct http http_t;

/* `timeout`: ms that a request may take. `gives_up`, asked some times a second, ends one where it gives true;
 * NULL: none is ended. A proxy is never asked. */
http_t *http_new(int64_t timeout, bool (*gives_up)(void));
void http_destroy(http_t **self_p);

typedef struct {
    const char *url; /* http or https */
    bool is_post;
    text_t body;            /* of a POST */
    const char *headers[2]; /* "Name: value"; NULL: none */
} http_request_t;

/* Appends the body of the answer, whatever its status. False when there is none: *why, which lasts until the
 * next request, says so in words. */
bool http_send(http_t *self, const http_request_t *request, buffer_t *answer, const char **why);
/* A header of the last answer, which lasts until the next request; NULL: it has none. */
const char *http_header(http_t *self, const char *name);

/* Appends "name=value" as a form has it, with & before all but the first. */
void http_add_field(buffer_t *out, text_t name, text_t value);

/* The HTTP status of the last answer. */
long http_status(http_t *self);

/* The `code` of an answer's envelope (api.md 1); 0: it is none. */
int64_t http_code(text_t answer);
enum { HTTP_CODE_DONE = 200 };

#endif
