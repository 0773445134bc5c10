/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/core/hint.h"

#include "common/redis/foreign.h"

void hint_report_mended(text_t key)
{
    foreign_report(FOREIGN_WECHAT, key, TEXT_LITERAL("it was of another type, and was taken away"));
}

bool hint_report(const redis_reply_t *reply, text_t key)
{
    if (reply->type == REDIS_REPLY_ERROR)
        foreign_report(FOREIGN_WECHAT, key, redis_text(reply));
    else if (reply_is_number(reply, HINT_MENDED))
        hint_report_mended(key);
    else
        return false;
    return true;
}
