/* SPDX-License-Identifier: Apache-2.0 */
/* What is answered in place of the API's envelope: a file, the contract's description, "look there". */
#ifndef LEIDA_GATEWAY_HTTP_DOCUMENT_H
#define LEIDA_GATEWAY_HTTP_DOCUMENT_H

#include "base/text.h"

/* What whoever makes a `head` of a known size may take for it, in bytes. */
enum { DOCUMENT_HEAD_MAX = 1024 };

typedef struct {
    int http;         /* the status */
    const char *type; /* its media type; NULL: it has none, since there is no body */
    text_t head;      /* further fields, each "\r\nName: value" */
    text_t body;
} document_t;

#endif
