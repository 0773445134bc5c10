/* SPDX-License-Identifier: Apache-2.0 */
/* What replies of Redis must be, and what is in them: what they hold is hostile until read. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_REPLIES_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_REPLIES_H

#include "common/redis/blocking.h"

typedef enum {
    REPLY_ANY, /* all but an error */
    REPLY_NUMBER,
    REPLY_TEXT,  /* a string, or nil */
    REPLY_TEXTS, /* a list of strings */
    REPLY_PAGE   /* of SCAN and the like: a cursor, and such a list */
} reply_kind_t;

/* Whether a reply that is no error is of that kind. */
bool reply_is_of_kind(const redis_reply_t *reply, reply_kind_t kind);
/* Whether it is the error that a key holds the wrong kind of value. */
bool reply_is_wrong_type(const redis_reply_t *reply);
/* The number of a reply, or the last of its list. */
int64_t reply_number(const redis_reply_t *reply);

/* The bytes of a string reply, which it borrows; the empty slice for any other. */
static inline text_t reply_text(const redis_reply_t *reply)
{
    return reply->type == REDIS_REPLY_STRING ? (text_t){reply->str, reply->len} : TEXT_NONE;
}

/* The value of a field in the reply to HGETALL, which it borrows; data NULL when the hash has none. */
text_t reply_field(const redis_reply_t *fields, text_t name);

#endif
