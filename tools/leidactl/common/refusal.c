/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/refusal.h"

#include "common/redis/redirection.h"

static const struct {
    text_t code;
    refusal_t refusal;
} CODES[] = {
    {TEXT_CONSTANT("MOVED"), REFUSAL_MOVED},       {TEXT_CONSTANT("ASK"), REFUSAL_ASK},
    {TEXT_CONSTANT("NOSCRIPT"), REFUSAL_SCRIPT},   {TEXT_CONSTANT("TRYAGAIN"), REFUSAL_LATER},
    {TEXT_CONSTANT("CLUSTERDOWN"), REFUSAL_LATER}, {TEXT_CONSTANT("LOADING"), REFUSAL_LATER},
    {TEXT_CONSTANT("MASTERDOWN"), REFUSAL_LATER},  {TEXT_CONSTANT("READONLY"), REFUSAL_LATER},
};

refusal_t refusal_of(const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ERROR)
        return REFUSAL_NONE;
    const text_t code = {reply->str, strcspn(reply->str, " ")};
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        if (text_equal(code, CODES[i].code))
            return CODES[i].refusal;
    return REFUSAL_NONE;
}

bool refusal_read(const redis_reply_t *reply, const redis_address_t *asked, redis_address_t *to)
{
    const redis_redirection_t redirection = redis_redirection_read(redis_text(reply), asked);
    *to = redirection.to;
    return redirection.kind != REDIS_REDIRECTED_NOWHERE;
}
