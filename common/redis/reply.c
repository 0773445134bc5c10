/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/reply.h"

text_t redis_text(const redis_reply_t *reply)
{
    return reply->str ? (text_t){reply->str, reply->len} : TEXT_NONE;
}

int64_t redis_int(const redis_reply_t *reply)
{
    int64_t value = 0;
    if (reply->type == REDIS_REPLY_INTEGER)
        value = reply->integer;
    else
        text_to_int(redis_text(reply), &value);
    return value;
}
