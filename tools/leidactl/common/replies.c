/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/replies.h"

static bool are_texts(const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ARRAY)
        return false;
    for (size_t i = 0; i < reply->elements; i++)
        if (reply->element[i]->type != REDIS_REPLY_STRING)
            return false;
    return true;
}

bool reply_is_of_kind(const redis_reply_t *reply, reply_kind_t kind)
{
    switch (kind) {
    case REPLY_ANY:
        return true;
    case REPLY_NUMBER:
        return reply->type == REDIS_REPLY_INTEGER;
    case REPLY_TEXT:
        return reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_NIL;
    case REPLY_TEXTS:
        return are_texts(reply);
    case REPLY_PAGE:
        return reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 &&
               reply->element[0]->type == REDIS_REPLY_STRING && are_texts(reply->element[1]);
    }
    return false;
}

/* A script's error ends with where in the script it was. */
bool reply_is_wrong_type(const redis_reply_t *reply)
{
    static const char code[] = "WRONGTYPE ";
    return reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, code, sizeof code - 1) == 0;
}

int64_t reply_number(const redis_reply_t *reply)
{
    bool list = reply->type == REDIS_REPLY_ARRAY && reply->elements > 0;
    return list ? reply->element[reply->elements - 1]->integer : reply->integer;
}

text_t reply_field(const redis_reply_t *fields, text_t name)
{
    for (size_t i = 0; i + 1 < fields->elements; i += 2)
        if (text_equal(reply_text(fields->element[i]), name))
            return reply_text(fields->element[i + 1]);
    return TEXT_NONE;
}
