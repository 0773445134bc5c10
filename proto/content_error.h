/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong with a content, and the sentences that say it. */
#ifndef LEIDA_PROTO_CONTENT_ERROR_H
#define LEIDA_PROTO_CONTENT_ERROR_H

#include "base/json/fault.h"

enum { CONTENT_SIZE_MAX = 64 * 1024 /* bytes of JSON text */ };

typedef enum {
    CONTENT_OK,
    CONTENT_REQUIRED,  /* a member that its info_type needs is missing */
    CONTENT_INVALID,   /* no JSON object, or a member has the wrong type or value */
    CONTENT_MAX_LENGTH /* more than CONTENT_SIZE_MAX bytes as sent */
} content_status_t;

/* What it must be. */
typedef enum {
    CONTENT_NEEDS_VALUE, /* it is missing */
    CONTENT_NEEDS_TYPE,  /* 1 to 6 */
    CONTENT_NEEDS_FILLED_TEXT,
    CONTENT_NEEDS_TEXT,
    CONTENT_NEEDS_TEXT_OR_NUMBER,
    CONTENT_NEEDS_OBJECT,
    CONTENT_NEEDS_JSON, /* see the JSON fault */
    CONTENT_NEEDS_LESS, /* at most CONTENT_SIZE_MAX bytes */
    CONTENT_NEEDS_COUNT
} content_need_t;

typedef struct {
    content_status_t status;
    content_need_t need;
    const char *member; /* that is wrong, static; NULL: the content as a whole */
    json_fault_t json;  /* of CONTENT_NEEDS_JSON */
} content_error_t;

/* Appends the sentence: "msg:不能为空", or "msg: required". */
void content_error_explain(buffer_t *out, const content_error_t *error, language_t language);

#endif
